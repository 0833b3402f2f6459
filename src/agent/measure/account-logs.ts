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
import { dirname, join } from 'node:path';
import { homeOf, type Paths } from '../paths.ts';
import type { Host } from './hosts.ts';
import { field, type Line } from './lines.ts';

// HOME/logs/access.log: what an account's own sites were asked for, for the account to read. It is a courtesy: a log that
// cannot be written keeps nothing from being counted, and after a crash the last lines may stand there twice.

const limits = { file: 10 * 1024 ** 2, account: 1024 ** 2, all: 32 * 1024 ** 2 };
/** Bytes of an account's buffer: at first, and at most between two times of writing. */
const [firstRoom, mostKept] = [4096, 64 * 1024];
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

export class AccountLogs {
  readonly #paths: Paths;
  /** By the number of the host. */
  readonly #places: readonly { readonly page: Page; readonly name: Buffer }[];
  readonly #pages: Iterable<Page>;
  readonly #seconds = new Seconds();
  #waiting = 0;

  constructor(paths: Paths, hosts: readonly Host[]) {
    const pages = new Map(hosts.map(({ owner }) => [owner, new Page(owner)]));
    this.#paths = paths;
    this.#pages = [...pages.values()];
    this.#places = hosts.flatMap(({ domain, owner }) => {
      const page = pages.get(owner);
      return page === undefined ? [] : [{ page, name: Buffer.from(`${domain} `) }];
    });
  }

  add(host: number, line: Line): void {
    const place = this.#places[host];
    if (place === undefined) return;
    const { page, name } = place;
    const before = page.used;
    page.write(name, line, this.#seconds.at(line));
    this.#waiting += page.used - before;
    if (page.used >= limits.account) this.#put(page);
    else if (this.#waiting >= limits.all) this.flush();
  }

  flush(): void {
    for (const page of this.#pages) if (page.used > 0) this.#put(page);
  }

  #put(page: Page): void {
    try {
      append(join(homeOf(this.#paths, page.owner), 'logs'), page.text());
    } catch {
      // No home yet, or no room: nobody is charged by this log.
    }
    this.#waiting -= page.used;
    page.empty();
  }
}

/** Lines of one account that wait to be written, in the combined format with the site's name in front. */
class Page {
  readonly owner: string;
  used = 0;
  #bytes = Buffer.alloc(0);

  constructor(owner: string) {
    this.owner = owner;
  }

  text(): Buffer {
    return this.#bytes.subarray(0, this.used);
  }

  empty(): void {
    this.used = 0;
    if (this.#bytes.length > mostKept) this.#bytes = Buffer.alloc(0);
  }

  write(name: Buffer, line: Line, second: Buffer): void {
    // A blank in a path takes three bytes.
    this.#makeRoom(name.length + second.length + 64 + 3 * (line.ends - line.begins));
    const [to, { bytes, agent }] = [this.#bytes, line];
    let at = put(to, this.used, name);
    at = copy(to, at, bytes, line.from(field.address), line.to(field.address));
    at = put(to, at, second);
    at = copy(to, at, bytes, line.from(field.method), line.to(field.method));
    to[at++] = blank;
    at = copyPath(to, at, line);
    at = put(to, at, afterPath);
    at = copy(to, at, bytes, line.from(field.status), line.to(field.status));
    to[at++] = blank;
    at = copy(to, at, bytes, line.from(field.sent), line.to(field.sent));
    at = put(to, at, beforeReferer);
    at = copy(to, at, bytes, line.referer, agent - 1);
    at = put(to, at, betweenTexts);
    at = copy(to, at, bytes, agent, line.ends);
    this.used = put(to, at, afterTexts);
  }

  #makeRoom(bytes: number): void {
    if (this.used + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(firstRoom, 2 ** Math.ceil(Math.log2(this.used + bytes))));
    this.#bytes.copy(larger, 0, 0, this.used);
    this.#bytes = larger;
  }
}

const blank = 0x20;
// The log of all sites does not say which version; programs that read this format want one.
const afterPath = Buffer.from(' HTTP/1.1" ');
const beforeReferer = Buffer.from(' "');
const betweenTexts = Buffer.from('" "');
const afterTexts = Buffer.from('"\n');
const escapedBlank = Buffer.from('%20');

/** Pieces are too short for a call of the system's own copying to pay. Returns where the copy ends. */
// eslint-disable-next-line max-params -- a copy has a source and a target
function copy(target: Buffer, at: number, from: Buffer, begins: number, ends: number): number {
  let to = at;
  for (let index = begins; index < ends; index += 1) target[to++] = from[index] ?? 0;
  return to;
}

const put = (target: Buffer, at: number, text: Buffer): number => copy(target, at, text, 0, text.length);

/** The path is decoded; a blank would look like the end of it. */
function copyPath(target: Buffer, at: number, line: Line): number {
  const ends = line.to(field.path);
  let to = at;
  for (let index = line.from(field.path); index < ends; index += 1) {
    const byte = line.bytes[index] ?? 0;
    if (byte === blank) to = put(target, to, escapedBlank);
    else target[to++] = byte;
  }
  return to;
}

const mostDigits = 11;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes what stands between address and request: nobody's name, and the time in UTC. Many lines are of one second. */
class Seconds {
  #last = NaN;
  #text = Buffer.alloc(0);

  at(line: Line): Buffer {
    const second = secondOf(line);
    if (second === this.#last) return this.#text;
    this.#last = second;
    const [date = '', time = ''] = new Date(second * 1000).toISOString().split(/[T.]/u);
    const [year = '', month = '', day = ''] = date.split('-');
    this.#text = Buffer.from(` - - [${day}/${months[Number(month) - 1] ?? ''}/${year}:${time} +0000] "`);
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
  const [home, logs] = [lstatSync(dirname(folder)), lstatSync(folder)];
  for (const { uid, mode } of [home, logs])
    if ((mode & constants.S_IFMT) !== constants.S_IFDIR || uid !== 0 || (mode & 0o022) !== 0)
      throw new Error(`${folder} is not a folder of root`);
  return logs.gid;
}
