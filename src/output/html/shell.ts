import { randomBytes } from 'node:crypto';
import { Markup } from '../../kernel/markup.ts';

/** Another at every start, so that nothing anybody types is ever taken for a place. */
const mark = randomBytes(12).toString('hex');

/** Stands in a template's text for what is filled in at each request. */
export const place = (name: string): string => `${mark}${name}${mark}`;

/** A page with places in it. What lies between them is made and encoded once, and sent again and again. */
export class Shell<Place extends string> {
  readonly #pieces: readonly Buffer[];
  /** The place after each piece but the last. */
  readonly #places: readonly Place[];
  readonly #length: number;

  constructor(html: string) {
    // A mark on either side of each name: piece and name by turns.
    const parts = html.split(mark);
    this.#pieces = parts.filter((_part, index) => index % 2 === 0).map((text) => Buffer.from(text));
    this.#places = parts.filter((_part, index) => index % 2 === 1) as Place[];
    this.#length = this.#pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** The whole page. Only markup goes in: all of it has been escaped. */
  fill(given: Readonly<Record<Place, Markup | readonly Markup[]>>): Buffer {
    const parts = this.#places.map((name) => partsOf(given[name]));
    const page = roomFor(this.#length + mostBytes * lengthOf(parts));
    let at = 0;
    for (const [index, piece] of this.#pieces.entries()) {
      page.set(piece, at);
      at += piece.length;
      for (const { text } of parts[index] ?? []) at += page.write(text, at);
    }
    return Buffer.from(page.subarray(0, at));
  }
}

const partsOf = (given: Markup | readonly Markup[]): readonly Markup[] => (given instanceof Markup ? [given] : given);

function lengthOf(parts: readonly (readonly Markup[])[]): number {
  let length = 0;
  for (const some of parts) for (const { text } of some) length += text.length;
  return length;
}

/** Of one UTF-16 unit in UTF-8. */
const mostBytes = 3;

/** To count the bytes of a text takes as long as to write them, so pages are written where there is room enough. */
let room = Buffer.alloc(0);
function roomFor(length: number): Buffer {
  if (room.length < length) room = Buffer.allocUnsafeSlow(length);
  return room;
}
