import cluster from 'node:cluster';
import { loadPanel } from '../app.ts';
import type { Config } from '../config.ts';
import { migrateUp } from '../db/migrations.ts';
import { demoState, fillDemo, type SignIn } from '../demo/index.ts';
import { withEnvironment, type Environment } from './environment.ts';
import { UsageError } from './failure.ts';
import { serve } from './serve.ts';

/** Fills an empty database with samples, or takes the one they are in already, and starts the panel. */
export async function demo(): Promise<void> {
  // A place of its own: samples never come among somebody's real accounts by mistake.
  if (process.env['SUBLET_CONFIG'] === undefined) process.env['DATA_DIR'] ??= './data/demo';
  if (cluster.isPrimary) await withEnvironment(prepare);
  await serve();
}

async function prepare({ config, db, log }: Environment): Promise<void> {
  await migrateUp(db);
  const place = config.databaseUrl === null ? config.dataDir : 'DATABASE_URL';
  const state = await demoState({ db });
  if (state === 'other')
    throw new UsageError(
      `There are accounts already in ${place}: set DATA_DIR to an empty folder, or use “sublet serve”.`,
    );
  if (state === 'demo') {
    say(
      `The samples are in ${place} since an earlier start, which printed the passwords.`,
      'For a new one: sublet admin root',
    );
    return;
  }
  say('Making 40 resellers, 800 users and their sites …');
  const { registry } = await loadPanel();
  say(...signInLines(await fillDemo({ db, log, registry, now: Date.now() }), addressOf(config)));
}

/** Not through the log: whoever collects that could sign in. */
function say(...lines: readonly string[]): void {
  process.stderr.write(`\n${lines.join('\n')}\n`);
}

const signInLines = (signIns: readonly SignIn[], address: string): string[] => [
  `Sign in at ${address} as`,
  '',
  ...signIns.map(({ level, name, password }) => `  ${level.padEnd(10)}${name.padEnd(16)}${password}`),
  '',
];

const addressOf = ({ publicUrl, host, port }: Config): string =>
  publicUrl === '' ? `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}` : publicUrl;
