import type { Knex } from 'knex';
import { pino, type Logger } from 'pino';
import { installationOf, readConfig, type Config } from '../config.ts';
import { openDb } from '../db/open.ts';
import { pending } from '../db/migrations.ts';
import { findPlugins } from '../find-plugins.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { localAdministrator } from '../modules/logins/index.ts';

/** What every command works with. */
export interface Environment {
  readonly config: Config;
  readonly db: Knex;
  readonly log: Logger;
}

/** Opens the database for a command and closes it after. The log goes to standard error: the answer has the output to itself. */
export async function withEnvironment(work: (environment: Environment) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const db = openDb(config);
  try {
    await work({ config, db, log: pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true })) });
  } finally {
    await db.destroy();
  }
}

/** The same for commands that need the tables to be there. */
export async function withTables(work: (environment: Environment) => Promise<void>): Promise<void> {
  await withEnvironment(async (environment) => {
    const { config, db } = environment;
    if ((await pending(db, findPlugins(config.pluginsDir))).length > 0)
      throw new Error('The database is not up to date: run “sublet migrate” first.');
    await work(environment);
  });
}

/** The local administrator, as whom the commands act. */
export function commandCtx({ config, db, log }: Environment, name = 'command line'): Promise<Ctx> {
  return localAdministrator({
    db,
    log,
    now: Date.now(),
    lang: config.defaultLanguage,
    tz: config.defaultTimeZone,
    name,
    address: '',
    installation: installationOf(config),
  });
}
