/** A directive as nginx reads it, with those in its block. */
export interface Directive {
  readonly words: readonly string[];
  readonly block: readonly Directive[] | null;
}

/** Reads a configuration by nginx's rules for words, quotes, comments and blocks. */
export function parseConf(text: string): Directive[] {
  const tokens = tokensOf(text);
  const read = (): Directive[] => {
    const found: Directive[] = [];
    let words: string[] = [];
    for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
      if (token.word) words.push(token.text);
      else if (token.text === '}') {
        if (words.length > 0) throw new Error(`unfinished: ${words.join(' ')}`);
        return found;
      } else {
        found.push({ words, block: token.text === '{' ? read() : null });
        words = [];
      }
    }
    if (words.length > 0) throw new Error(`unfinished: ${words.join(' ')}`);
    return found;
  };
  return read();
}

interface Token {
  readonly text: string;
  readonly word: boolean;
}

const pattern = /\s+|#[^\n]*|"((?:\\[^]|[^"\\])*)"|'((?:\\[^]|[^'\\])*)'|([;{}])|((?:\\[^]|\$\{|[^\s;{\\])+)/uy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found === null) throw new Error(`not a word at ${at}`);
    const [, double, single, sign, bare] = found;
    const word = double ?? single ?? bare;
    if (sign !== undefined) tokens.push({ text: sign, word: false });
    else if (word !== undefined) tokens.push({ text: word, word: true });
  }
  return tokens;
}

/** Of each directive of that name in a block, the words after it. */
export const valuesOf = (block: readonly Directive[], name: string): string[][] =>
  block.flatMap(({ words: [first, ...rest] }) => (first === name ? [rest] : []));

/** The locations of a server, by what follows the word. */
export const locationsOf = (block: readonly Directive[]): Map<string, readonly Directive[]> =>
  new Map(
    block.flatMap(({ words: [first, ...rest], block: inner }) =>
      first === 'location' && inner ? [[rest.join(' '), inner]] : [],
    ),
  );
