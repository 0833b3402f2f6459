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

async function compare(how: string, db: Knex, names: Names, attempt: Attempt): Promise<void> {
  const all: Round[] = [];
  for (let n = -warmUp; n < rounds; n += 1) {
    const round = await takeRound(db, Object.entries(names), attempt);
    if (n >= 0) all.push(round);
  }
  for (const stage of stages) {
    const taken = (kind: string): Taken[] => all.flatMap((round) => round.get(`${stage} ${kind}`) ?? []);
    const base = taken('unknown');
    for (const kind of Object.keys(names).filter((name) => name !== 'unknown'))
      tell(`${how}, ${stage}, ${kind}`, taken(kind), base);
  }
}

/** Others use the machine too: the processor's time of what was least disturbed says more than the clock's, of which each is compared with that of the same round. */
function tell(what: string, taken: readonly Taken[], base: readonly Taken[]): void {
  const ratio = undisturbed(taken) / undisturbed(base);
  const clock = median(taken.map(({ wall }, n) => wall / (base[n]?.wall ?? NaN)));
  report.add({
    ...{ what, value: ratio.toFixed(3), aim: 'within 5 %', met: ratio < most && ratio > 1 / most },
    note: `by the clock ${clock.toFixed(3)}, unknown: ${ms(median(base.map(({ wall }) => wall)))}`,
  });
}

function undisturbed(taken: readonly Taken[]): number {
  return taken.map(({ cpu }) => cpu).toSorted((a, b) => a - b)[Math.floor(taken.length / 5)] ?? NaN;
}

/** What was taken, by stage and kind. */
type Round = ReadonlyMap<string, Taken>;

async function takeRound(db: Knex, names: readonly [string, string][], attempt: Attempt): Promise<Round> {
  const round = new Map<string, Taken>();
  for (const [kind, name] of shuffled(names)) {
    await db('throttle').del();
    for (const stage of stages) {
      if (stage === 'throttled') await db('throttle').whereNot('key', 'like', 'address:%').update({ points: 10 });
      round.set(`${stage} ${kind}`, await timed(() => attempt(name)));
    }
  }
  return round;
}

/** Milliseconds; of the processor those of this process with all its threads, argon2's among them. */
interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

async function timed(work: () => Promise<void>): Promise<Taken> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const used = process.cpuUsage(cpu);
  return { wall: performance.now() - begun, cpu: (used.user + used.system) / 1000 };
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
