import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { PanelError } from '../../src/kernel/errors.ts';
import type { Ctx } from '../../src/kernel/ctx.ts';
import type { AnyModule } from '../../src/panel/define.ts';
import { resellerModule } from '../../src/modules/resellers/index.ts';
import { siteModule } from '../../src/modules/sites/index.ts';
import { turnMonth } from '../../src/modules/usage/index.ts';
import { reportUsage } from '../../src/modules/usage/usage.service.ts';
import { userModule } from '../../src/modules/users/index.ts';
import { checked } from '../helpers/checked.ts';
import { openTestDb } from '../helpers/db.ts';
import { buildTree, GiB, type Tree } from '../helpers/tree.ts';

const users = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'] as const;
const resellers = ['north', 'south', 'west'] as const;
const month = 31 * 86_400_000;

type Step = (ctx: Ctx) => Promise<unknown>;

const verb =
  (module: AnyModule, name: string, elid: string, input: Record<string, unknown> = {}): Step =>
  async (ctx) =>
    module.verbs?.[name]?.run(ctx, elid, input);

/** A row that is there is changed, one that is not is made. */
const save =
  (module: AnyModule, name: string, input: object): Step =>
  async (ctx) => {
    const { form } = module;
    const there = (await module.list?.names(ctx, [name]))?.size === 1;
    const values = { ...(await form?.load(ctx, there ? name : null)), name, ...input };
    return there ? form?.update?.(ctx, name, values) : form?.create?.(ctx, values);
  };

const limit = fc.option(fc.integer({ min: 0, max: 40 }), { freq: 8 });
const limits = fc.record({ diskMax: limit.map((n) => n && n * GiB), sitesMax: limit, trafficMax: limit });
const user = fc.constantFrom(...users);
const reseller = fc.constantFrom(...resellers);
const domain = fc.constantFrom('a.example', 'b.example', 'c.example', 'd.example');
const bytes = fc.integer({ min: 0, max: 50 });

let reports = 0;
const report =
  (name: string, amount: number): Step =>
  async (ctx) =>
    reportUsage(ctx, {
      id: `r${String((reports += 1))}`,
      format: 'csv',
      rows: `account,disk,traffic\n${name},${amount * GiB},${amount}`,
    });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(user, limits, fc.constantFrom('', ...resellers))
    .map(([name, input, owner]) => save(userModule, name, { ...input, reseller: owner })),
  fc
    .tuple(reseller, limits, fc.boolean())
    .map(([name, input, oversell]) => save(resellerModule, name, { ...input, oversell })),
  fc.tuple(domain, user).map(([name, owner]) => save(siteModule, name, { owner, php: true })),
  domain.map((name) => verb(siteModule, 'delete', name)),
  user.map((name) => verb(userModule, 'delete', name)),
  reseller.map((name) => verb(resellerModule, 'delete', name)),
  fc
    .tuple(user, fc.constantFrom('', ...resellers))
    .map(([name, to]) => verb(userModule, 'move', name, { reseller: to })),
  user.map((name) => verb(userModule, 'disable', name, { reason: '' })),
  user.map((name) => verb(userModule, 'enable', name)),
  reseller.map((name) => verb(resellerModule, 'disable', name, { reason: '' })),
  fc.tuple(reseller, fc.boolean()).map(([name, everyUser]) => verb(resellerModule, 'enable', name, { everyUser })),
  fc.tuple(fc.constantFrom(...users, ...resellers), bytes).map(([name, amount]) => report(name, amount)),
  fc.constant<Step>((ctx) => turnMonth({ ...ctx, now: ctx.now + month })),
);

describe('the check after anything at all', () => {
  let db: Knex;
  afterEach(() => db.destroy());

  async function doAll(tree: Tree, steps: readonly Step[]): Promise<number> {
    let done = 0;
    for (const one of steps)
      try {
        await one(tree.ctxOf('root'));
        done += 1;
      } catch (error) {
        if (!(error instanceof PanelError)) throw error;
      }
    return done;
  }

  it('is silent', async function () {
    this.timeout(120_000);
    let done = 0;
    const property = fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 60 }), async (steps) => {
      db = await openTestDb();
      const tree = await buildTree(db);
      done += await doAll(tree, steps);
      const lines = await checked(tree);
      await db.destroy();
      assert.deepEqual(lines, []);
    });
    await fc.assert(property, { numRuns: 12, endOnFailure: true });
    assert.ok(done > 100, `only ${String(done)} steps were not refused`);
  });
});
