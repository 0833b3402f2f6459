import cluster from 'node:cluster';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { loadPanel } from '../app.ts';
import { readConfig, type Config } from '../config.ts';
import { migrateUp } from '../db/migrations.ts';
import { openDb } from '../db/open.ts';
import { createApp } from '../http/app.ts';
import { loadAssets } from '../http/assets.ts';
import { jobs } from '../jobs.ts';
import { openSetup } from '../modules/logins/index.ts';
import type { Environment } from './environment.ts';
import { startJobs } from './scheduler.ts';
import { onStopSignal } from './signals.ts';
import { superviseWorkers } from './workers.ts';

/** Milliseconds that requests under way have to end. */
const patience = 10_000;

/** Brings the tables up to date and answers requests until it is told to stop. */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel });
  if (cluster.isWorker) {
    await answerRequests(config, log);
    return;
  }
  await prepare(config, log);
  if (config.workers > 1) await superviseWorkers(config.workers, log);
  else await answerRequests(config, log);
}

/** Once, before anybody is let in. */
async function prepare(config: Config, log: Logger): Promise<void> {
  const db = openDb(config);
  try {
    const names = await migrateUp(db);
    if (names.length > 0) log.info({ migrations: names }, 'database brought up to date');
    const token = await openSetup({ db }, Date.now());
    if (token !== null) inviteAdministrator(config, token);
  } finally {
    await db.destroy();
  }
}

/** Not through the log: whoever collects that could open the panel. */
function inviteAdministrator(config: Config, token: string): void {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const base = config.publicUrl === '' ? `http://${host}:${config.port}` : config.publicUrl;
  process.stderr.write(`\nThere is no administrator yet. Open this link once, within a day, to become it:\n\n  ${base}/setup/${token}\n\n`);
}

async function answerRequests(config: Config, log: Logger): Promise<void> {
  const environment: Environment = { config, db: openDb(config), log };
  const { registry, manifest } = await loadPanel();
  const assets = loadAssets(join(import.meta.dirname, '../../static'));
  const app = await createApp({ ...environment, registry, manifest, assets, clock: Date.now });
  const server = createServer(app);
  await listen(server, config);
  log.info({ host: config.host, port: config.port, pid: process.pid }, 'listening');
  const stopJobs = startJobs(environment, jobs);
  await onStopSignal();
  await stop(server);
  await stopJobs();
  await environment.db.destroy();
  log.info({ pid: process.pid }, 'stopped');
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
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken: stop what listens there, or set PORT to another.`;
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
