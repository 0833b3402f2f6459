import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';

const run = promisify(execFile);
const account = 'sublet';

export interface Mariadb {
  readonly port: number;
  /** Creates a database and answers its URL. */
  createDatabase(name: string): Promise<string>;
  /** Starts the server again after `stop`, on the same port, with what it held. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends the server at once and removes what it held. */
  remove(): Promise<void>;
}

/** Starts a MariaDB of our own on a free port of 127.0.0.1, in a folder of its own; nothing is flushed to the disk. */
export async function startMariadb(...options: readonly string[]): Promise<Mariadb> {
  const home = await mkdtemp(join(tmpdir(), 'sublet-mariadb-'));
  const user = process.getuid?.() === 0 ? await serverUser(home) : [];
  const port = await freePort();
  const data = [
    `--datadir=${join(home, 'data')}`,
    // A server that starts removes what others keep in the folder that all have in common.
    `--tmpdir=${home}`,
    '--innodb-flush-method=nosync',
    '--innodb-log-file-size=32M',
    ...user,
  ];
  await run('mariadb-install-db', [
    '--no-defaults',
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
    ...data,
  ]);
  await writeFile(join(home, 'init.sql'), grants);

  let server: ChildProcess | undefined;
  const leave = (): void => {
    server?.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  process.once('exit', leave);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const stop = async (signal?: 'SIGKILL'): Promise<void> => {
    if (server !== undefined) await terminate(server, signal);
    server = undefined;
  };
  const start = async (): Promise<void> => {
    server = await launch([...data, ...optionsOf(home, port), ...options], port);
  };
  await start();
  return {
    port,
    start,
    stop: () => stop(),
    createDatabase: (name) => createDatabase(port, name),
    async remove() {
      await stop('SIGKILL');
      process.off('exit', leave);
      await rm(home, { recursive: true, force: true });
    },
  };
}

const grants = `create user if not exists '${account}'@'127.0.0.1' identified by '${account}';
grant all on *.* to '${account}'@'127.0.0.1';
`;

const optionsOf = (home: string, port: number): string[] => [
  `--port=${String(port)}`,
  '--bind-address=127.0.0.1',
  `--socket=${join(home, 'socket')}`,
  `--pid-file=${join(home, 'pid')}`,
  `--init-file=${join(home, 'init.sql')}`,
  '--skip-name-resolve',
  '--skip-log-bin',
  '--skip-performance-schema',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-buffer-pool-size=128M',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_ci',
];

/** The server refuses to run as root. */
async function serverUser(home: string): Promise<string[]> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'mysql'])));
  await chown(home, Number(uid?.stdout), Number(gid?.stdout));
  return ['--user=mysql'];
}

/** Below 32768, where the kernel does not hand out ports to outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

async function launch(options: string[], port: number): Promise<ChildProcess> {
  const server = spawn('/usr/sbin/mariadbd', ['--no-defaults', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  for (let tries = 0; tries < 600; tries += 1) {
    if (server.exitCode !== null) throw new Error(`mariadbd did not start:\n${said}`);
    if (await answers(port)) return server;
    await sleep(50);
  }
  await terminate(server);
  throw new Error(`mariadbd does not answer:\n${said}`);
}

async function answers(port: number): Promise<boolean> {
  try {
    const connection = await connect(port);
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

const connect = (port: number): ReturnType<typeof createConnection> =>
  createConnection({ host: '127.0.0.1', port, user: account, password: account });

async function createDatabase(port: number, name: string): Promise<string> {
  const connection = await connect(port);
  await connection.query('create database ??', [name]);
  await connection.end();
  return `mysql://${account}:${account}@127.0.0.1:${String(port)}/${name}`;
}

async function terminate(server: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const stopped = once(server, 'exit');
  server.kill(signal);
  const impatience = setTimeout(() => server.kill('SIGKILL'), 20_000);
  await stopped;
  clearTimeout(impatience);
}
