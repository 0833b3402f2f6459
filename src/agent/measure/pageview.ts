// What counts as a page that somebody looked at: it was asked for by a browser and it is there. Files that pages are made
// of do not count, nor do programs that say they are one.

/** Endings of such files: at most five letters and digits. */
const assets = (
  'css js mjs map json xml rss atom txt wasm ' +
  'gif jpg jpeg png bmp ico cur svg webp avif tif tiff woff woff2 ttf otf eot ' +
  'mp3 mp4 m4a m4v oga ogg ogv wav webm mov avi mkv flv swf ' +
  'zip gz tgz bz2 xz 7z rar tar iso dmg exe msi deb rpm apk bin class jar'
).split(' ');
const robots = /bot|crawl|spider|slurp|curl|wget|monitor|headless/iu;

const longestEnding = 5;
const endings = new Set(assets.map((ending) => numberOf(Buffer.from(ending), 0, ending.length)));
const [slash, dot] = [0x2f, 0x2e];

/** Whether the path between two places of the buffer ends like a file that pages are made of. */
export function isAsset(bytes: Buffer, from: number, to: number): boolean {
  const first = Math.max(from, to - longestEnding - 1);
  for (let at = to - 1; at >= first; at -= 1) {
    const byte = bytes[at];
    if (byte === slash) return false;
    if (byte === dot) return endings.has(numberOf(bytes, at + 1, to));
  }
  return false;
}

/** Five letters and digits as one number, in either case; 0 for anything else. */
function numberOf(bytes: Buffer, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) number = number * 37 + byte - 0x2f;
    else if (letter >= 0x61 && letter <= 0x7a) number = number * 37 + letter - 0x56;
    else return 0;
  }
  return number;
}

/** Tells robots by their name. Names come again and again, so the last of them are kept: a bounded number, of bounded length. */
export class Robots {
  readonly #known: (Known | undefined)[] = new Array<Known | undefined>(slots).fill(undefined);

  has(bytes: Buffer, from: number, to: number): boolean {
    if (to - from > longestName) return robots.test(bytes.toString('latin1', from, to));
    const slot = slotOf(bytes, from, to);
    const known = this.#known[slot];
    if (known !== undefined && isSame(known.name, bytes, from, to)) return known.robot;
    const robot = robots.test(bytes.toString('latin1', from, to));
    this.#known[slot] = { name: new Uint8Array(bytes.subarray(from, to)), robot };
    return robot;
  }
}

interface Known {
  readonly name: Uint8Array;
  readonly robot: boolean;
}

const slots = 4096;
const longestName = 1024;

function slotOf(bytes: Buffer, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (slots - 1);
}

function isSame(name: Uint8Array, bytes: Buffer, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = 0; at < name.length; at += 1) if (name[at] !== bytes[from + at]) return false;
  return true;
}
