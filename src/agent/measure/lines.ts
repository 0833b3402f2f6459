import type { HostTable } from './hosts.ts';
import { isAsset, type Robots } from './pageview.ts';

// The access log, a line a request, parted by tabs:
// $msec $host $remote_addr $request_method $uri $status $request_length $bytes_sent $http_referer $http_user_agent
// The web server writes control characters, quotes, backslashes and all beyond ASCII as \xXX, so a tab is always ours.

export const field = {
  time: 0,
  host: 1,
  address: 2,
  method: 3,
  path: 4,
  status: 5,
  received: 6,
  sent: 7,
} as const;
/** Fields that are parted at once; the last two are long and seldom wanted. */
const parted = 8;
const [tab, newline] = [0x09, 0x0a];

/** One line within a buffer. It is the same object for all lines: nothing is made for a line. */
export class Line {
  begins = 0;
  ends = 0;
  readonly bytes: Buffer;
  readonly #ends = new Int32Array(parted);

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  from(index: number): number {
    return index === 0 ? this.begins : (this.#ends[index - 1] ?? 0) + 1;
  }

  to(index: number): number {
    return this.#ends[index] ?? 0;
  }

  /** Where the referer begins, and the name of the program: the last two fields. */
  get referer(): number {
    return this.to(field.sent) + 1;
  }

  get agent(): number {
    return this.bytes.lastIndexOf(tab, this.ends - 1) + 1;
  }

  /** Parts the line that begins here and has its end before that of the buffer; false: too few fields. */
  part(begins: number): boolean {
    const { bytes } = this;
    this.begins = begins;
    let [found, at] = [0, begins];
    for (; found < parted; at += 1) {
      const byte = bytes[at] ?? newline;
      if (byte === newline) break;
      if (byte === tab) this.#ends[found++] = at;
    }
    this.ends = bytes.indexOf(newline, at);
    return found === parted;
  }
}

/** What is counted, by the number of the host in the table. */
export interface Tally {
  readonly hosts: HostTable;
  readonly traffic: Float64Array;
  readonly pageviews: Float64Array;
  readonly robots: Robots;
  /** Sees every line that counts. */
  readonly keep?: (host: number, line: Line) => void;
}

/** Counts all whole lines before `end` and returns where the last of them ends. What is not such a line is passed over. */
export function countLines(bytes: Buffer, end: number, tally: Tally): number {
  const line = new Line(bytes);
  const last = end === 0 ? -1 : bytes.lastIndexOf(newline, end - 1);
  let at = 0;
  while (at <= last) {
    if (line.part(at)) countLine(line, tally);
    at = line.ends + 1;
  }
  return at;
}

function countLine(line: Line, { hosts, traffic, pageviews, robots, keep }: Tally): void {
  const { bytes } = line;
  const host = hosts.find(bytes, line.from(field.host), line.to(field.host));
  if (host === -1) return;
  const size = numberAt(line, field.received) + numberAt(line, field.sent);
  if (Number.isNaN(size)) return;
  traffic[host] = (traffic[host] ?? 0) + size;
  if (isPageview(line, robots)) pageviews[host] = (pageviews[host] ?? 0) + 1;
  keep?.(host, line);
}

/** GET, answered 200 or 304, no file of a page, no robot. */
function isPageview(line: Line, robots: Robots): boolean {
  const { bytes } = line;
  return (
    isGet(bytes, line.from(field.method), line.to(field.method)) &&
    isShown(bytes, line.from(field.status), line.to(field.status)) &&
    !isAsset(bytes, line.from(field.path), line.to(field.path)) &&
    !robots.has(bytes, line.agent, line.ends)
  );
}

const isGet = (bytes: Buffer, from: number, to: number): boolean =>
  to - from === 3 && bytes[from] === 0x47 && bytes[from + 1] === 0x45 && bytes[from + 2] === 0x54;

function isShown(bytes: Buffer, from: number, to: number): boolean {
  if (to - from !== 3) return false;
  const status = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
  return status === 0x323030 || status === 0x333034;
}

/** More digits than these are no number of bytes. */
const mostDigits = 15;

/** NaN when it is no number. */
function numberAt(line: Line, index: number): number {
  const from = line.from(index);
  const to = line.to(index);
  if (from === to || to - from > mostDigits) return NaN;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (line.bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    number = number * 10 + digit;
  }
  return number;
}
