import { migrateDown, migrateUp, pending } from '../db/migrations.ts';
import { findPlugins } from '../find-plugins.ts';
import { withEnvironment } from './environment.ts';

export const directions = ['up', 'down', 'status'] as const;
export type Direction = (typeof directions)[number];

/** Brings the tables up to date, takes back the last step, or says what is missing. */
export async function migrate(direction: Direction): Promise<void> {
  await withEnvironment(async ({ config, db }) => {
    const plugins = findPlugins(config.pluginsDir);
    if (direction === 'status') say('Not run yet', await pending(db, plugins), 'The database is up to date.');
    else if (direction === 'up') say('Run', await migrateUp(db, plugins), 'The database is up to date.');
    else say('Taken back', await migrateDown(db, 1, plugins), 'There is nothing to take back.');
  });
}

function say(what: string, names: readonly string[], otherwise: string): void {
  if (names.length === 0) console.log(otherwise);
  for (const name of names) console.log(`${what}: ${name}`);
}
