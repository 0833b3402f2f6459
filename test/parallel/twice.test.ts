import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { ask, outcome, type Given } from '../contract/support.ts';
import { checked } from '../helpers/checked.ts';
import { openTestDb } from '../helpers/db.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';

const at = (elid: string): Given => ({ elids: [elid], sok: true });
const making = (params: Record<string, string>): Given => ({ sok: true, params });
const room = { diskMax: '0', trafficMax: '0', sitesMax: '0' };

/** What two people do at the same moment, and in how many of the two it may come off. */
const races: Readonly<Record<string, { one: [string, Given]; other: [string, Given]; done: readonly number[] }>> = {
  'a user deleted twice': { one: ['user.delete', at('alice')], other: ['user.delete', at('alice')], done: [1] },
  'a site deleted twice': {
    one: ['site.delete', at('alice.example')],
    other: ['site.delete', at('alice.example')],
    done: [1],
  },
  'a user moved to two resellers': {
    one: ['user.move', { ...at('alice'), params: { reseller: 'south' } }],
    other: ['user.move', { ...at('alice'), params: { reseller: '' } }],
    done: [1, 2],
  },
  'a user moved and deleted': {
    one: ['user.move', { ...at('alice'), params: { reseller: 'south' } }],
    other: ['user.delete', at('alice')],
    done: [1, 2],
  },
  'a user deleted and given a site': {
    one: ['user.delete', at('bob')],
    other: ['site.edit', making({ name: 'new.example', owner: 'bob' })],
    done: [1, 2],
  },
  'a reseller deleted and given a user': {
    one: ['reseller.delete', at('empty')],
    other: ['user.edit', making({ name: 'new', reseller: 'empty', ...room })],
    done: [1],
  },
  'a user deleted and disabled': {
    one: ['user.delete', at('alice')],
    other: ['user.disable', { ...at('alice'), params: { reason: 'unpaid' } }],
    done: [1, 2],
  },
  'a user deleted and edited': {
    one: ['user.delete', at('alice')],
    other: ['user.edit', { elids: ['alice'], sok: true, params: { displayName: 'Alice' } }],
    done: [1, 2],
  },
};

describe('two changes at the same moment', function () {
  this.timeout(60_000);
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await done(['reseller.edit', making({ name: 'empty', usersMax: '5', ...room })]);
    await done(['site.edit', making({ name: 'alice.example', owner: 'alice' })]);
  });
  afterEach(() => db.destroy());

  const done = ([func, given]: [string, Given]): Promise<string> => outcome(ask(tree.ctxOf('root'), func, given));

  for (const [what, { one, other, done: most }] of Object.entries(races))
    for (const [first, second] of one[0] === other[0]
      ? [[one, other] as const]
      : ([
          [one, other],
          [other, one],
        ] as const))
      it(`leave a tree that adds up: ${what}, ${first[0]} first`, async () => {
        const outcomes = await Promise.all([done(first), done(second)]);
        const count = outcomes.filter((said) => said === 'done').length;
        assert.ok(most.includes(count), outcomes.join(', '));
        assert.deepEqual(await checked(tree), []);
        const orphans = await db('accounts as a')
          .join('accounts as p', 'p.id', 'a.parent_id')
          .whereNull('a.deleted_at')
          .whereNotNull('p.deleted_at')
          .select('a.name');
        const ownerless = await db('sites as s')
          .join('accounts as a', 'a.id', 's.account_id')
          .whereNull('s.deleted_at')
          .whereNotNull('a.deleted_at')
          .select('s.name');
        assert.deepEqual([orphans, ownerless], [[], []]);
      });
});
