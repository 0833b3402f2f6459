import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Every program that is ever run, by its one place. */
export const BIN = {
  useradd: '/usr/sbin/useradd',
  usermod: '/usr/sbin/usermod',
  userdel: '/usr/sbin/userdel',
  groupadd: '/usr/sbin/groupadd',
  groupdel: '/usr/sbin/groupdel',
  chpasswd: '/usr/sbin/chpasswd',
  setpriv: '/usr/bin/setpriv',
  nice: '/usr/bin/nice',
  ionice: '/usr/bin/ionice',
  tar: '/usr/bin/tar',
  rm: '/usr/bin/rm',
  du: '/usr/bin/du',
  kill: '/usr/bin/kill',
  setquota: '/usr/sbin/setquota',
  quotaon: '/usr/sbin/quotaon',
  repquota: '/usr/sbin/repquota',
  btrfs: '/usr/bin/btrfs',
  nginx: '/usr/sbin/nginx',
  phpFpm: newestPhpFpm(),
  spawnFcgi: '/usr/bin/spawn-fcgi',
  fcgiwrap: '/usr/sbin/fcgiwrap',
} as const;
export type Bin = keyof typeof BIN;

export interface ExecOptions {
  /** The only way for secrets. */
  readonly stdin?: string | Buffer;
  readonly timeoutMs?: number;
  /** Exit codes that are no error; 0 when not given. */
  readonly okCodes?: readonly number[];
  readonly signal?: AbortSignal;
  /** A file descriptor that takes what would be `out`. */
  readonly outTo?: number;
  /** The root directory when not given. */
  readonly cwd?: string;
}

export interface ExecResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Exec {
  /** Throws `CommandFailed` for any other end than with one of `okCodes`. */
  run(bin: Bin, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}

/** A program ended otherwise than it should; the message is one line. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  /** null: it was killed, or could not be started. */
  readonly code: number | null;
  constructor(message: string, code: number | null) {
    super(message);
    this.code = code;
  }
}

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
const usualTimeout = 60_000;
const maxOutput = 32 * 1024 * 1024;

export const exec: Exec = {
  run: (bin, args, options = {}) =>
    new Promise((resolve, reject) => {
      const { stdin = '', timeoutMs = usualTimeout, okCodes = [0], signal, outTo = 'pipe', cwd = '/' } = options;
      // A session of its own: Ctrl-C is for us alone, and what runs as a user does not get at root's terminal.
      const child = spawn(BIN[bin], args, {
        detached: true,
        ...{ env, cwd, timeout: timeoutMs, killSignal: 'SIGKILL', stdio: ['pipe', outTo, 'pipe'] },
        ...(signal === undefined ? {} : { signal }),
      });
      const startedAt = Date.now();
      const fail = (why: string, code: number | null): void => reject(new CommandFailed(`${bin}: ${why}`, code));
      const out = collect(child, child.stdout);
      const err = collect(child, child.stderr);
      child.once('error', (error) => fail(reasonOf(error), null));
      child.once('close', (code) => {
        if (code !== null && okCodes.includes(code)) resolve({ code, out: out(), err: err() });
        else if (code !== null) fail(oneLine(`${err()} (code ${code})`), code);
        else fail(Date.now() - startedAt < timeoutMs ? 'killed' : `took longer than ${timeoutMs / 1000} s`, null);
      });
      letGo(child);
      // Programs that end before they have read all say so by their exit code.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(stdin);
    }),
};

/** Reads a stream to its end; a program that says too much is ended. */
function collect(child: ChildProcess, stream: Readable | null): () => string {
  const parts: Buffer[] = [];
  let size = 0;
  stream?.on('data', (part: Buffer) => {
    size += part.length;
    if (size > maxOutput) child.kill('SIGKILL');
    else parts.push(part);
  });
  return () => Buffer.concat(parts).toString('utf8');
}

/** A daemon left behind may hold on to the pipes for as long as it lives. */
function letGo(child: ChildProcess): void {
  child.once('exit', () => {
    setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, 2000).unref();
  });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.name === 'AbortError') return 'stopped';
  return error.code === 'ENOENT' ? 'not installed' : oneLine(error.message);
}

/** What a program said, fit for a report: one line, at most 300 characters, nothing a terminal would act on. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function newestPhpFpm(): string {
  const versions = readdirSync('/usr/sbin')
    .map((name) => /^php-fpm(8\.\d+)$/u.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .sort((a, b) => Number(b.slice(2)) - Number(a.slice(2)));
  return `/usr/sbin/php-fpm${versions[0] ?? '8.2'}`;
}
