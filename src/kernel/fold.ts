/** Letters that Unicode does not take apart, as people type them without a special keyboard. */
const plain: Readonly<Record<string, string>> = { ł: 'l', ß: 'ss', ø: 'o', đ: 'd', æ: 'ae', œ: 'oe', þ: 'th', ı: 'i' };

/** Text as filters compare it: lower case, without accents, so that "zielinski" finds Zieliński. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łßøđæœþı]/g, (letter) => plain[letter] ?? letter)
    .trim();
