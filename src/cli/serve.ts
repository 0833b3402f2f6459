import cluster from 'node:cluster';
import { existsSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Express } from 'express';
import type { Knex } from 'knex';
import { pino, type Logger } from 'pino';
import { loadPanel } from '../app.ts';
import { readConfig, type Config } from '../config.ts';
import { migrateUp } from '../db/migrations.ts';
import { openDb } from '../db/open.ts';
import { findPlugins } from '../find-plugins.ts';
import { createApp } from '../http/app.ts';
import { serverFor } from '../http/server.ts';
import { loadAssets } from '../http/assets.ts';
import { jobs } from '../jobs.ts';
import { openSetup } from '../modules/logins/index.ts';
import { ensureLocalServer, firstLocalToken } from '../modules/servers/index.ts';
import type { Environment } from './environment.ts';
import { startJobs } from './scheduler.ts';
import { onStopSignal } from './signals.ts';
import { superviseWorkers } from './workers.ts';

/** Milliseconds that requests under way have to end. */
const patience = 10_000;

/** Brings the tables up to date and answers requests until it is told to stop. The greeting is said when it answers. */
export async function serve(greeting = ''): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel });
  if (cluster.worker) {
    // The channel to the first process would keep this one alive.
    await answerRequests(config, log).finally(() => cluster.worker?.disconnect());
    return;
  }
  const token = await prepare(config, log);
  // Not through the log: whoever collects that could sign in.
  const greet = (): void => {
    process.stderr.write(`\nThe panel is at ${addressOf(config)}\n${greeting}${invitation(config, token)}\n`);
  };
  if (config.workers > 1) await superviseWorkers(config.workers, log, greet);
  else await answerRequests(config, log, greet);
}

/** Once, before anybody is let in. Answers the token of the set-up link while there is no administrator. */
async function prepare(config: Config, log: Logger): Promise<string | null> {
  // A plugin that cannot be used stops the start before it has changed a table.
  await loadPanel(config.pluginsDir);
  const db = openDb(config);
  try {
    const names = await migrateUp(db, findPlugins(config.pluginsDir));
    if (names.length > 0) log.info({ migrations: names }, 'database brought up to date');
    await admitLocalAgent(db, config);
    return await openSetup({ db }, Date.now());
  } finally {
    await db.destroy();
  }
}

/** The agent of this machine finds its token beside the database; whoever has another machine makes one in the panel. */
async function admitLocalAgent(db: Knex, { dataDir }: Config): Promise<void> {
  const now = Date.now();
  await ensureLocalServer({ db, now });
  const token = await firstLocalToken({ db, now });
  if (token !== null) writeFileSync(join(dataDir, 'agent.token'), `${token}\n`, { mode: 0o600 });
}

function addressOf({ publicUrl, host, port }: Config): string {
  return publicUrl === '' ? `http://${host.includes(':') ? `[${host}]` : host}:${port}` : publicUrl;
}

const invitation = (config: Config, token: string | null): string =>
  token === null
    ? ''
    : `There is no administrator yet. Open this link once, within a day, to become it:\n\n  ${addressOf(config)}/setup/${token}\n`;

async function answerRequests(config: Config, log: Logger, onListening?: () => void): Promise<void> {
  const environment: Environment = { config, db: openDb(config), log };
  try {
    const server = serverFor(await appOf(environment));
    await listen(server, config);
    log.info({ host: config.host, port: config.port }, 'listening');
    onListening?.();
    const stopJobs = startJobs(environment, jobs);
    await onStopSignal();
    await stop(server);
    await stopJobs();
    log.info('stopped');
  } finally {
    await environment.db.destroy();
  }
}

async function appOf(environment: Environment): Promise<Express> {
  const panel = await loadPanel(environment.config.pluginsDir);
  return createApp({ ...environment, ...panel, assets: loadAssets(builtStatic()), clock: Date.now });
}

/** Beside the compiled program; when the sources are run as they are, what was built from them last. */
function builtStatic(): string {
  const home = join(import.meta.dirname, '../..');
  const folders = [join(home, 'static'), join(home, 'dist/static')];
  const built = folders.find((folder) => existsSync(join(folder, 'manifest.json')));
  if (built === undefined) throw new Error('The pages have not been built yet: run “npm run build” first.');
  return built;
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(reasonOf(error, host, port), { cause: error });
  }
}

function reasonOf(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken: stop what listens there, or set PORT to another.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user: set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${host}: set HOST to one it has, or to 127.0.0.1.`;
  return `The panel cannot listen on ${host}:${port}.`;
}

/** Lets the requests under way end, and cuts off what takes too long. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => {
    server.close(() => {
      done();
    });
  });
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, patience);
  await closed;
  clearTimeout(timer);
}
