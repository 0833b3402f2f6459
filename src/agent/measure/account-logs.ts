import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { homeOf, type Paths } from '../paths.ts';
import type { Host } from './hosts.ts';
import { field, type Line } from './lines.ts';

// HOME/logs/access.log: what an account's own sites were asked for, for the account to read. It is a courtesy: a log that
// cannot be written keeps nothing from being counted, and after a crash the last lines may stand there twice.

const limits = { file: 10 * 1024 ** 2, account: 1024 ** 2, all: 16 * 1024 ** 2 };
const firstRoom = 4096;
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

export class AccountLogs {
  readonly #paths: Paths;
  readonly #pages = new Map<string, Page>();
  readonly #seconds = new Seconds();
  #waiting = 0;

  constructor(paths: Paths) {
    this.#paths = paths;
  }

  add({ domain, owner }: Host, line: Line): void {
    let page = this.#pages.get(owner);
    if (page === undefined) this.#pages.set(owner, (page = new Page()));
    const before = page.used;
    page.write(domain, line, this.#seconds.at(line));
    this.#waiting += page.used - before;
    if (page.used >= limits.account) this.#put(owner, page);
    else if (this.#waiting >= limits.all) this.flush();
  }

  flush(): void {
    for (const [owner, page] of this.#pages) this.#put(owner, page);
  }

  #put(owner: string, page: Page): void {
    try {
      append(join(homeOf(this.#paths, owner), 'logs'), page.text());
    } catch {
      // No home yet, or no room: nobody is charged by this log.
    }
    this.#waiting -= page.used;
    this.#pages.delete(owner);
  }
}

/** Lines of one account that wait to be written, in the combined format with the site's name in front. */
class Page {
  used = 0;
  #bytes = Buffer.allocUnsafe(firstRoom);

  text(): Buffer {
    return this.#bytes.subarray(0, this.used);
  }

  write(domain: string, line: Line, second: string): void {
    // A blank in a path takes three bytes.
    this.#makeRoom(domain.length + 64 + 3 * (line.ends - line.begins));
    this.#text(`${domain} `);
    this.#field(line, field.address);
    this.#text(` - - [${second}] "`);
    this.#field(line, field.method);
    this.#text(' ');
    this.#path(line);
    // The log of all sites does not say which version; programs that read this format want one.
    this.#text(' HTTP/1.1" ');
    this.#field(line, field.status);
    this.#text(' ');
    this.#field(line, field.sent);
    this.#text(' "');
    this.#copy(line, line.referer, Math.max(line.referer, line.agent - 1));
    this.#text('" "');
    this.#copy(line, line.agent, line.ends);
    this.#text('"\n');
  }

  #makeRoom(bytes: number): void {
    if (this.used + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(this.used + bytes)));
    this.#bytes.copy(larger, 0, 0, this.used);
    this.#bytes = larger;
  }

  #text(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.#bytes[this.used++] = text.charCodeAt(at);
  }

  #field(line: Line, index: number): void {
    this.#copy(line, line.from(index), line.to(index));
  }

  #copy({ bytes }: Line, from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#bytes[this.used++] = bytes[at] ?? 0;
  }

  /** The path is decoded; a blank would look like the end of it. */
  #path(line: Line): void {
    for (let at = line.from(field.path); at < line.to(field.path); at += 1) {
      const byte = line.bytes[at] ?? 0;
      if (byte === blank) this.#text('%20');
      else this.#bytes[this.used++] = byte;
    }
  }
}

const blank = 0x20;
const mostDigits = 11;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes times as the format has them, in UTC. Many lines are of one second. */
class Seconds {
  #last = NaN;
  #text = '';

  at(line: Line): string {
    const second = secondOf(line);
    if (second === this.#last) return this.#text;
    this.#last = second;
    const [date = '', time = ''] = new Date(second * 1000).toISOString().split(/[T.]/u);
    const [year = '', month = '', day = ''] = date.split('-');
    this.#text = `${day}/${months[Number(month) - 1] ?? ''}/${year}:${time} +0000`;
    return this.#text;
  }
}

/** `1700000000.123` → 1700000000 */
function secondOf({ bytes, begins }: Line): number {
  let second = 0;
  for (let at = begins; at < begins + mostDigits; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    second = second * 10 + digit;
  }
  return second;
}

/** Folders on the way belong to root, so what lies there was put there by us. */
function append(folder: string, text: Buffer): void {
  const group = groupOf(folder);
  const path = join(folder, 'access.log');
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o640);
  try {
    const { size, gid, mode } = fstatSync(file);
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new Error(`${path} is not a file`);
    if (gid !== group) fchownSync(file, 0, group);
    if ((mode & 0o7777) !== 0o640) fchmodSync(file, 0o640);
    writeSync(file, text);
    if (size + text.length >= limits.file) renameSync(path, `${path}.1`);
  } finally {
    closeSync(file);
  }
}

/** The account's group, by its folder; throws when somebody else could have written there. */
function groupOf(folder: string): number {
  for (const place of [join(folder, '..'), folder]) {
    const { uid, mode } = lstatSync(place);
    if ((mode & constants.S_IFMT) !== constants.S_IFDIR || uid !== 0 || (mode & 0o022) !== 0)
      throw new Error(`${place} is not a folder of root`);
  }
  return lstatSync(folder).gid;
}
