import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { migrateUp } from '../../src/db/migrations.ts';
import { openDb } from '../../src/db/open.ts';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { findLoginByName, localAdministrator, preparePassword, setPassword } from '../../src/modules/logins/index.ts';
import type { Mariadb } from '../helpers/mariadb.ts';
import { generate, type Size } from './generate.ts';
import { startPanel, type Running } from './servers.ts';

export type Engine = 'sqlite' | 'mariadb';

/** A generated database with a panel on it, and somebody signed in. */
export interface Place {
  readonly engine: Engine;
  readonly name: string;
  readonly size: Size;
  readonly panel: Running;
  readonly cookie: string;
  /** The same database, for services and raw queries in this process. */
  readonly db: Knex;
  ctx(): Promise<Ctx>;
  close(): Promise<void>;
}

const secret = 'a long secret for benchmarks';

export async function openPlace(engine: Engine, name: string, size: Size, mariadb: Mariadb | null): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), 'sublet-bench-'));
  const remove = (): void => rmSync(home, { recursive: true, force: true });
  process.once('exit', remove);
  const databaseUrl = mariadb === null ? null : await mariadb.createDatabase(`bench_${name}`);
  await fill({ databaseUrl, dataDir: home, poolSize: 1 }, name, size);
  const db = openDb({ databaseUrl, dataDir: home });
  const panel = await startPanel({ DATA_DIR: home, DATABASE_URL: databaseUrl ?? '' });
  return {
    ...{ engine, name, size, panel, db },
    cookie: await signIn(panel.url),
    ctx: () => contextOn(db),
    async close() {
      await panel.stop();
      await db.destroy();
      remove();
    },
  };
}

async function fill(settings: Parameters<typeof openDb>[0], name: string, size: Size): Promise<void> {
  const db = openDb(settings);
  const begun = Date.now();
  await migrateUp(db);
  await generate(db, size);
  const login = await findLoginByName({ db }, 'root');
  if (!login) throw new Error('nobody could sign in');
  await setPassword({ ...(await contextOn(db)), db }, login.id, await preparePassword(secret, 'root'));
  await db.destroy();
  console.log(
    `  ${name}: ${String(size.resellers)} resellers, ${String(size.users)} users made in ${String(Math.round((Date.now() - begun) / 1000))} s`,
  );
}

const contextOn = (db: Knex): Promise<Ctx> =>
  localAdministrator({
    db,
    log: pino({ level: 'silent' }),
    now: Date.now(),
    lang: 'en',
    tz: 'UTC',
    name: 'bench',
    address: '',
    installation: { dataDir: '', publicUrl: '', lang: 'en', tz: 'UTC', mail: null },
  });

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name: 'root', password: secret }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  if (cookie === '') throw new Error(`signing in was answered with ${String(answer.status)}`);
  return cookie;
}
