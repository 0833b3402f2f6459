import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../helpers/mariadb.ts';

export type Level = 'admin' | 'reseller' | 'user';

export interface SignIn {
  readonly name: string;
  readonly password: string;
}

/** The panel as it is installed: the compiled program, in a process and a folder of its own. */
export interface Panel {
  readonly origin: string;
  /** Where it keeps what it has. */
  readonly folder: string;
  /** The path of the set-up link; empty when there is an administrator. */
  readonly setup: string;
  /** Whom the samples let in, one a level; empty without samples. */
  readonly signIns: ReadonlyMap<Level, SignIn>;
  stop(): Promise<void>;
}

/** Milliseconds: filling in the samples takes long on a busy machine. */
const patience = 180_000;

type Settings = Readonly<Record<string, string>>;

/** `demo` fills in the samples first. An empty `databaseUrl` is SQLite. */
export async function startPanel(
  command: 'serve' | 'demo',
  databaseUrl = '',
  settings: (origin: string) => Settings = () => ({}),
): Promise<Panel> {
  const folder = await mkdtemp(join(tmpdir(), 'sublet-browser-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${String(port)}`;
  const own = {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: '',
    LOG_LEVEL: 'error',
    ...settings(origin),
  };
  const child = spawn(process.execPath, ['bin/sublet.js', command], {
    env: { ...process.env, ...own, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const leave = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  process.once('exit', leave);
  const greeting = await greetingOf(child);
  return {
    origin,
    folder,
    setup: /\/setup\/\S+/u.exec(greeting)?.[0] ?? '',
    signIns: signInsOf(greeting),
    async stop() {
      process.off('exit', leave);
      const ended = once(child, 'exit');
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      leave();
    },
  };
}

/** What it says on stderr once it answers requests; what it says afterwards goes to ours. */
async function greetingOf(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the panel cannot be heard');
  stdout.pipe(process.stderr);
  let said = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The panel does not start:\n${said}`));
    }, patience);
    stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!/The panel is at [^]*\n$/u.test(said)) return;
      clearTimeout(timer);
      resolve(said);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`The panel ended:\n${said}`));
    });
  });
}

const signInsOf = (greeting: string): Map<Level, SignIn> =>
  new Map(
    [...greeting.matchAll(/^ +(admin|reseller|user) +(\S+) +password (\S+)$/gmu)].map(
      ([, level, name = '', password = '']) => [level as Level, { name, password }],
    ),
  );
