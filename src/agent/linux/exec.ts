import { execFile, type ExecFileException } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** Every program that is ever run, by its one place. */
export const BIN = {
  useradd: '/usr/sbin/useradd',
  usermod: '/usr/sbin/usermod',
  userdel: '/usr/sbin/userdel',
  groupadd: '/usr/sbin/groupadd',
  groupdel: '/usr/sbin/groupdel',
  chpasswd: '/usr/sbin/chpasswd',
  setpriv: '/usr/bin/setpriv',
  tar: '/usr/bin/tar',
  rm: '/usr/bin/rm',
  du: '/usr/bin/du',
  setquota: '/usr/sbin/setquota',
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
  run: (bin, args, { stdin, timeoutMs = usualTimeout, okCodes = [0], signal } = {}) =>
    new Promise((resolve, reject) => {
      const limits = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxOutput } as const;
      const options = {
        env,
        cwd: '/',
        encoding: 'utf8',
        ...limits,
        ...(signal === undefined ? {} : { signal }),
      } as const;
      const child = execFile(BIN[bin], args, options, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        if (code !== null && okCodes.includes(code)) resolve({ code, out, err });
        else reject(new CommandFailed(`${bin}: ${reasonOf(error, err, timeoutMs)}`, code));
      });
      // A daemon left behind may hold on to the pipes for as long as it lives.
      child.once('exit', () => {
        setTimeout(() => [child.stdout, child.stderr].forEach((pipe) => pipe?.destroy()), 2000).unref();
      });
      // Programs that end before they have read all say so by their exit code.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(stdin ?? '');
    }),
};

function reasonOf(error: ExecFileException | null, err: string, timeoutMs: number): string {
  const said = oneLine(err);
  if (error === null) return said === '' ? 'ended with code 0' : said;
  const { code, killed } = error;
  if (typeof code === 'number') return said === '' ? `ended with code ${code}` : `${said} (code ${code})`;
  if (error.name === 'AbortError') return 'stopped';
  if (code === 'ENOENT') return 'not installed';
  if (killed === true && code == null) return `took longer than ${timeoutMs / 1000} s`;
  return said === '' ? oneLine(error.message) : said;
}

/** What a program said, fit for a report: one line, at most 300 characters, nothing a terminal would act on. */
export function oneLine(text: string): string {
  return text
    .trim()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .slice(0, 300);
}

function newestPhpFpm(): string {
  const versions = readdirSync('/usr/sbin')
    .map((name) => /^php-fpm(8\.\d+)$/u.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .sort((a, b) => Number(b.slice(2)) - Number(a.slice(2)));
  return `/usr/sbin/php-fpm${versions[0] ?? '8.2'}`;
}
