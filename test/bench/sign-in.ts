import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { loadPanel } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { migrateUp } from '../../src/db/migrations.ts';
import { openDb } from '../../src/db/open.ts';
import { createApp } from '../../src/http/app.ts';
import { hashPassword } from '../../src/modules/logins/index.ts';
import { freePort, startMariadb } from '../helpers/mariadb.ts';
import { generate } from './generate.ts';
import { median } from './measure.ts';
import { ms, Report } from './report.ts';

// node --import tsx test/bench/sign-in.ts [--engine=sqlite|mariadb] [--rounds=200]
// Whether the time of a refused sign-in tells which names there are: every kind of name, at each door, in turns.

const given = (name: string, unless: string): string =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? unless;
const rounds = Number(given('rounds', '200'));
const engines = given('engine', 'sqlite,mariadb').split(',');
const most = 1.05;
const warmUp = 20;

/** Users of the tree, each made into one of these. */
const kinds = ['known', 'last here', 'without password', 'suspended', 'deleted'] as const;
const changes: Readonly<Record<(typeof kinds)[number], object>> = {
  known: {},
  'last here': { last_login_address: '127.0.0.1' },
  'without password': { password_hash: null },
  suspended: {},
  deleted: { password_hash: null, living_login: null, deleted_at: 1 },
};
const mailOf = (name: string): string => `${name}@mail.example`;

/** Names by kind. */
type Names = Readonly<Record<string, string>>;

/** First attempt, one that follows it, and one beyond the limit. */
const stages = ['first', 'next', 'throttled'] as const;

type Attempt = (name: string) => Promise<void>;
const report = new Report();

for (const engine of engines) {
  const mariadb = engine === 'mariadb' ? await startMariadb() : null;
  const home = mkdtempSync(join(tmpdir(), 'sublet-sign-in-'));
  const db = openDb({ databaseUrl: (await mariadb?.createDatabase('sign_in')) ?? null, dataDir: home });
  let server: Server | undefined;
  try {
    await migrateUp(db);
    await generate(db, { resellers: 100, users: 2000, sites: 10 });
    server = await openDoor(db);
    await measure(engine, db, await prepare(db), server);
  } finally {
    server?.close();
    server?.closeAllConnections();
    await db.destroy();
    await mariadb?.remove();
    rmSync(home, { recursive: true });
  }
}
report.print();

async function openDoor(db: Knex): Promise<Server> {
  const app = await createApp({
    ...(await loadPanel()),
    config: readConfig({}),
    db,
    log: pino({ level: 'silent' }),
    assets: { url: (name) => `/assets/${name}`, handler: (_req, res) => void res.status(404).end() },
    clock: Date.now,
  });
  const server = createServer((req, res) => {
    app(req, res);
  });
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function prepare(db: Knex): Promise<Names> {
  const users = await db('logins as l')
    .join('accounts as a', 'a.id', 'l.account_id')
    .where({ 'a.level': 'user', 'a.holds': 0 })
    .whereNull('l.deleted_at')
    .limit(kinds.length)
    .select<{ id: number; account: number; name: string }[]>('l.id', 'a.id as account', 'l.login as name');
  await db('logins').update({ password_hash: await hashPassword('correct horse battery staple') });
  const names: Record<string, string> = {};
  for (const [index, { id, account, name }] of users.entries()) {
    const kind = kinds[index] ?? 'known';
    await db('logins')
      .where({ id })
      .update({ email: mailOf(name), ...changes[kind] });
    if (kind === 'suspended') await db('accounts').where({ id: account }).update({ holds: 1 });
    names[kind] = name;
  }
  return names;
}

async function measure(engine: string, db: Knex, names: Names, server: Server): Promise<void> {
  const at = server.address();
  const url = `http://127.0.0.1:${String(typeof at === 'object' ? at?.port : '')}`;
  const doors: Record<string, Attempt> = {
    'the page': (name) => post(`${url}/login`, { name, password: 'a wrong guess' }),
    'func=auth': (username) => post(`${url}/ispmgr`, { func: 'auth', username, password: 'a wrong guess' }),
    authinfo: (name) => post(`${url}/ispmgr`, { func: 'user', authinfo: `${name}:a wrong guess` }),
  };
  for (const [door, attempt] of Object.entries(doors)) {
    report.heading(`${engine}, ${door}`);
    const all = { unknown: 'nobody-here', 'another unknown': 'no-such-name', ...names };
    const mails = Object.fromEntries(Object.entries(all).map(([kind, name]) => [kind, mailOf(name)]));
    await compare('by name', db, all, attempt);
    await compare('by e-mail', db, mails, attempt);
  }
}

async function post(url: string, form: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
  await answer.arrayBuffer();
}

/** Others use the machine too, so a kind is compared with the unknown name of the same round; the middle of these ratios counts. */
async function compare(
  how: string,
  db: Knex,
  names: Readonly<Record<string, string>>,
  attempt: Attempt,
): Promise<void> {
  const all: Round[] = [];
  for (let n = -warmUp; n < rounds; n += 1) {
    const round = await takeRound(db, Object.entries(names), attempt);
    if (n >= 0) all.push(round);
  }
  for (const stage of stages)
    for (const kind of Object.keys(names).filter((name) => name !== 'unknown')) {
      const taken = (of: string): number[] => all.map((round) => round.get(`${stage} ${of}`) ?? NaN);
      const base = taken('unknown');
      const ratio = median(taken(kind).map((one, n) => one / (base[n] ?? NaN)));
      const line = { what: `${how}, ${stage}, ${kind}`, value: ratio.toFixed(3), note: `unknown: ${ms(median(base))}` };
      report.add({ ...line, aim: 'within 5 %', met: ratio < most && ratio > 1 / most });
    }
}

/** Milliseconds by stage and kind. */
type Round = ReadonlyMap<string, number>;

async function takeRound(db: Knex, names: readonly [string, string][], attempt: Attempt): Promise<Round> {
  const round = new Map<string, number>();
  for (const [kind, name] of shuffled(names)) {
    await db('throttle').del();
    for (const stage of stages) {
      if (stage === 'throttled') await db('throttle').whereNot('key', 'like', 'address:%').update({ points: 10 });
      const begun = performance.now();
      await attempt(name);
      round.set(`${stage} ${kind}`, performance.now() - begun);
    }
  }
  return round;
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
