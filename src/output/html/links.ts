/** A piece of what somebody has written, and where it leads when it is an address. */
export interface Piece {
  text: string;
  href: string | null;
}

/** Marks that turn the direction of writing are no part of an address: it would read as another. */
const addresses = /https?:\/\/[^\s\p{C}<>"'`«»“”„‘’]+/giu;
/** Longer ones are not followed by anybody. */
const longest = 2000;

/** Cuts a text where addresses of the web begin and end. Together the pieces are the text, to the letter. */
export function withLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(addresses)) {
    const shown = found.length > longest ? '' : withoutTail(found);
    const href = safe(shown);
    if (href === null) continue;
    if (index > at) pieces.push({ text: text.slice(at, index), href: null });
    pieces.push({ text: shown, href });
    at = index + shown.length;
  }
  return at < text.length ? [...pieces, { text: text.slice(at), href: null }] : pieces;
}

/** What ends the sentence does not belong to the address, nor does a bracket that was opened before it. */
function withoutTail(found: string): string {
  let shown = found;
  for (;;) {
    const last = shown.at(-1) ?? '';
    const ends = '.,;:!?…'.includes(last) || isOver(shown, last);
    if (last === '' || !ends) return shown;
    shown = shown.slice(0, -1);
  }
}

const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function isOver(shown: string, last: string): boolean {
  const begin = opening[last];
  return begin !== undefined && shown.split(last).length > shown.split(begin).length;
}

/** One with a name before the host ("https://bank.example@evil.example") only pretends to lead there. */
function safe(shown: string): string | null {
  if (!URL.canParse(shown)) return null;
  const { protocol, username, password, href } = new URL(shown);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && username === '' && password === '' ? href : null;
}
