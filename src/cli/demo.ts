import { loadPanel } from '../app.ts';
import { installationOf } from '../config.ts';
import { migrateUp } from '../db/migrations.ts';
import { demoState, fillDemo, type SignIn } from '../demo/index.ts';
import { findPlugins } from '../find-plugins.ts';
import { withEnvironment, type Environment } from './environment.ts';
import { serve } from './serve.ts';

/** Fills an empty database with samples and starts the panel; says how to sign in. */
export async function demo(): Promise<void> {
  let greeting = '';
  await withEnvironment(async (environment) => {
    await migrateUp(environment.db, findPlugins(environment.config.pluginsDir));
    greeting = await fill(environment);
  });
  await serve(greeting);
}

async function fill({ config, db, log }: Environment): Promise<string> {
  const state = await demoState({ db });
  if (state === 'other')
    throw new Error('This database has accounts of its own: set DATA_DIR to an empty folder for the samples.');
  if (state === 'demo') return 'The samples are there already. For a new password: sublet admin root\n';
  const { registry } = await loadPanel(config.pluginsDir);
  const signIns = await fillDemo({ db, log, registry, installation: installationOf(config), now: Date.now() });
  return `Sign in as\n\n${signIns.map(line).join('')}`;
}

const line = ({ level, name, password }: SignIn): string =>
  `  ${level.padEnd(10)} ${name.padEnd(16)} password ${password}\n`;
