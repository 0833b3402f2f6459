/** What could end a header line, hide an ending or turn a name round; and half characters, which are none. */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{FEFF}]/gu;
/** As the column holds it. */
const longest = 200;
const longestEnding = 20;

/** The name of a file as it is kept and shown: never a path. */
export function tidyName(given: string): string {
  const [last = ''] = given.normalize('NFC').split(/[/\\]/).slice(-1);
  const name = last.replace(unseen, '').replace(/^[\s.]+|[\s.]+$/g, '');
  if (name.length <= longest) return name === '' ? 'file' : name;
  const at = name.lastIndexOf('.');
  const ending = at > 0 && name.length - at <= longestEnding ? name.slice(at) : '';
  return name.slice(0, longest - ending.length).replace(unseen, '') + ending;
}

const sameAs: Readonly<Record<string, string>> = { jpeg: 'jpg', tgz: 'gz' };

/** All endings that are allowed with one. */
export const endingsOf = (ending: string): string[] => [
  ending,
  ...Object.keys(sameAs).filter((other) => sameAs[other] === ending),
];

/** The ending by which kinds of files are allowed, in small letters. */
export function endingOf(name: string): string {
  const [, ending = ''] = /.\.([^.]+)$/.exec(name.toLowerCase()) ?? [];
  return sameAs[ending] ?? ending;
}
