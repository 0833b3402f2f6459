import type { Knex } from 'knex';
import { hostVerbs } from './host-verbs.ts';
import { ticketVerbs } from './ticket-verbs.ts';
import type { VerbCase } from './verb-case.ts';

const account = (name: string, column: string) => async (db: Knex) => {
  const values: unknown[] = await db('accounts').where({ name }).pluck(column);
  return values[0];
};
const holdsOf =
  (name: string) =>
  (db: Knex): Promise<string[]> =>
    db('holds').join('accounts', 'accounts.id', 'holds.account_id').where('accounts.name', name).pluck('holds.reason');
const gone = (name: string) => async (db: Knex) => ((await account(name, 'deleted_at')(db)) ?? null) !== null;
const entered = (name: string) => async (db: Knex) =>
  (await db('acting_grants').join('accounts', 'accounts.id', 'acting_grants.account_id').where('accounts.name', name))
    .length;

const othersUsers = [
  { by: 'north', elid: 'carol' },
  { by: 'north', elid: 'dave' },
  { by: 'south', elid: 'alice' },
  { by: 'north', elid: 'north' },
  { by: 'root', elid: 'north' },
] as const;
const notResellers = [
  { by: 'root', elid: 'alice' },
  { by: 'root', elid: 'root' },
] as const;
const resellersOnly = { anothers: notResellers, lower: ['north', 'alice', 'dave'] } as const;
const sellers = { anothers: othersUsers, lower: ['alice', 'dave'] } as const;

const adminOnly = { lower: ['north', 'alice', 'dave'] } as const;
const servers = (db: Knex): Promise<string[]> => db('servers').whereNull('deleted_at').orderBy('id').pluck('name');

const site = 'plain-alice-3.example';
const session = '0004-000000';

export const verbs: Readonly<Record<string, VerbCase>> = {
  ...ticketVerbs,
  ...hostVerbs,
  'reseller.disable': {
    by: 'root',
    elid: 'north',
    params: { reason: 'unpaid' },
    done: holdsOf('north'),
    shows: ['unpaid'],
    ...resellersOnly,
    many: [{ by: 'root', elid: 'alice' }],
    again: 'done',
  },
  'reseller.enable': {
    by: 'root',
    elid: 'north',
    first: [{ by: 'root', func: 'reseller.disable', elid: 'north' }],
    done: holdsOf('north'),
    shows: [],
    ...resellersOnly,
    many: [{ by: 'root', elid: 'alice' }],
    again: 'done',
  },
  'reseller.delete': {
    by: 'root',
    elid: 'south',
    first: [{ by: 'root', func: 'user.delete', elid: 'carol' }],
    done: gone('south'),
    shows: true,
    ...resellersOnly,
    many: [{ by: 'root', elid: 'alice' }],
    again: 'not_found',
  },
  'reseller.enter': { by: 'root', elid: 'north', done: entered('north'), shows: 1, ...resellersOnly, again: 'anew' },
  'reseller.access': {
    by: 'root',
    elid: 'north',
    params: { 'rule.site': 'deny', 'rule.user.enter': 'allow' },
    done: account('north', 'rules'),
    shows: '{"user.enter":"allow","site":"deny"}',
    ...resellersOnly,
    again: 'done',
  },
  'user.disable': {
    by: 'north',
    elid: 'alice',
    params: { reason: 'unpaid' },
    done: holdsOf('alice'),
    shows: ['unpaid'],
    ...sellers,
    many: [{ by: 'north', elid: 'carol' }],
    again: 'done',
  },
  'user.enable': {
    by: 'north',
    elid: 'alice',
    first: [{ by: 'north', func: 'user.disable', elid: 'alice' }],
    done: holdsOf('alice'),
    shows: [],
    ...sellers,
    many: [{ by: 'north', elid: 'carol' }],
    again: 'done',
  },
  'user.delete': {
    by: 'north',
    elid: 'bob',
    done: gone('bob'),
    shows: true,
    ...sellers,
    many: [{ by: 'north', elid: 'carol' }],
    again: 'not_found',
  },
  'user.move': {
    by: 'root',
    elid: 'alice',
    params: { reseller: 'south' },
    done: async (db) => (await account('alice', 'parent_id')(db)) === (await account('south', 'id')(db)),
    shows: true,
    // One for each reseller's journal: neither is told the other's name.
    records: 2,
    anothers: [{ by: 'root', elid: 'north' }],
    many: [{ by: 'root', elid: 'north' }],
    lower: ['north', 'alice', 'dave'],
    again: 'conflict',
  },
  'user.enter': { by: 'north', elid: 'alice', done: entered('alice'), shows: 1, ...sellers, again: 'anew' },
  'user.access': {
    by: 'north',
    elid: 'alice',
    params: { 'rule.site.delete': 'deny' },
    done: account('alice', 'rules'),
    shows: '{"site.delete":"deny"}',
    ...sellers,
    again: 'done',
  },
  'site.delete': {
    by: 'alice',
    elid: site,
    done: (db) => db('sites').whereNotNull('deleted_at').pluck('name'),
    shows: [site],
    anothers: [
      { by: 'carol', elid: site },
      { by: 'south', elid: site },
      { by: 'bob', elid: site },
    ],
    many: [{ by: 'alice', elid: 'plain-carol-3.example' }],
    lower: [],
    again: 'not_found',
  },
  'server.delete': {
    by: 'root',
    elid: 'web-1',
    done: servers,
    shows: ['local', 'web-0'],
    anothers: [],
    many: [{ by: 'root', elid: '424242' }],
    ...adminOnly,
    again: 'not_found',
  },
  'server.apply': {
    by: 'root',
    elid: 'web-1',
    done: (db) => db('servers').whereRaw('revision > 1750000000000 or name = ?', ['web-0']).orderBy('id').pluck('name'),
    shows: ['local', 'web-0', 'web-1'],
    anothers: [],
    many: [{ by: 'root', elid: '424242' }],
    ...adminOnly,
    again: 'anew',
  },
  'server.token': {
    by: 'root',
    elid: 'web-1',
    done: (db) => db('servers').whereNotNull('agent_hash').pluck('name'),
    shows: ['web-1'],
    anothers: [],
    ...adminOnly,
    again: 'anew',
  },
  'problem.retry': {
    by: 'north',
    elid: '1',
    done: (db) => db('audit').where({ func: 'problem.retry' }).pluck('object_kind'),
    shows: ['user'],
    anothers: (['south', 'carol', 'dave'] as const).map((by) => ({ by, elid: '1' })),
    many: [{ by: 'north', elid: '424242' }],
    lower: [],
    again: 'anew',
  },
  'session.end': {
    by: 'alice',
    elid: session,
    done: (db) => db('sessions').where({ id: session }).pluck('id'),
    shows: [],
    records: 1,
    anothers: [
      { by: 'bob', elid: session },
      { by: 'north', elid: session },
      { by: 'root', elid: session },
    ],
    many: [{ by: 'alice', elid: '0005-000000' }],
    lower: [],
    again: 'not_found',
  },
  'usage.report': {
    by: 'root',
    elid: '',
    params: { id: 'r1', format: 'csv', rows: 'account,disk\nalice,5\n' },
    done: account('alice', 'disk_used'),
    shows: 5,
    anothers: [],
    lower: ['north', 'alice', 'dave'],
    again: 'done',
  },
};
