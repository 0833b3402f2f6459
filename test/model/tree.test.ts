import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import { features, toBits, type Feature } from '../../src/kernel/features.ts';
import { engine, openTestDb } from '../helpers/db.ts';
import { buildTree } from '../helpers/tree.ts';
import { expected } from '../matrix/expected.ts';
import { assertSame, assertView } from './invariants.ts';
import type { Action, Actor } from './outcome.ts';
import { RealPanel } from './panel.ts';
import { enter, predict } from './step.ts';
import { World, type Account, type Limits } from './world.ts';

/** How long sequences are tried, in milliseconds; a sequence that has begun is ended. */
const time = engine === 'sqlite' ? 15_000 : 30_000;

const resellers = ['north', 'south', 'west'] as const;
const users = ['alice', 'bob', 'carol', 'dave', 'anna', 'zoe'] as const;
const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'] as const;
const amounts = [null, 0, 1, 2, 3, 5, 10, 20, 50, 100] as const;
// Whoever may use a module is told how its changes go on.
const funcs = Object.keys(expected).filter((func) => !func.endsWith('.progress'));

const someName = fc.constantFrom(...resellers, ...users);
/** Mostly what is meant, sometimes what is not. */
const mostly = (meant: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...meant) }, { weight: 1, arbitrary: someName });
const amount = fc.constantFrom(...amounts);
const someLimits = fc.record({ users: amount, disk: amount, traffic: amount, sites: amount }, { requiredKeys: [] });
/** Often none is touched, so that what else is changed is not refused for their sake. */
const limits = fc.oneof(fc.constant({}), someLimits);

const actionOn = (meant: readonly string[], of: readonly string[]): fc.Arbitrary<Action> =>
  fc.record({
    func: fc.constantFrom(...of),
    elid: mostly(meant),
    name: mostly(meant),
    reseller: fc.constantFrom('', 'north', 'south', 'west', 'alice'),
    limits,
    features: fc.subarray([...features]),
    oversell: fc.boolean(),
    everyUser: fc.boolean(),
    rule: fc.constantFrom('user', 'user.edit', 'user.enter', 'user.disable', 'site', 'site.edit', 'reseller', ...funcs),
    choice: fc.constantFrom('allow', 'deny', 'inherit'),
    domain: fc.constantFrom(...domains),
    owner: mostly(users),
  });

const onUser = (...of: string[]): fc.Arbitrary<Action> => actionOn(users, of);
const onReseller = (...of: string[]): fc.Arbitrary<Action> => actionOn(resellers, of);

const site = (of: Action): Action => (of.elid === null ? of : { ...of, elid: of.domain });
const anew = (of: Action): Action => ({ ...of, elid: null });

/** What happens often comes first; access rules, which stop everything else, are rare. */
const actions = fc.oneof(
  { weight: 5, arbitrary: onUser('user.edit').map(anew) },
  { weight: 2, arbitrary: onReseller('reseller.edit').map(anew) },
  { weight: 4, arbitrary: onUser('user.edit') },
  { weight: 4, arbitrary: onReseller('reseller.edit') },
  { weight: 5, arbitrary: onUser('user.disable', 'user.enable') },
  { weight: 3, arbitrary: onReseller('reseller.disable', 'reseller.enable', 'reseller.enable') },
  { weight: 4, arbitrary: onUser('site.edit').map(anew) },
  { weight: 3, arbitrary: onUser('site.edit', 'site.delete').map(site) },
  { weight: 3, arbitrary: onUser('user.move') },
  { weight: 2, arbitrary: onUser('user.delete') },
  { weight: 1, arbitrary: onReseller('reseller.delete') },
  { weight: 1, arbitrary: onUser('user.access') },
  { weight: 1, arbitrary: onReseller('reseller.access') },
);

const actors: fc.Arbitrary<Actor> = fc.record({
  self: fc.oneof(
    { weight: 5, arbitrary: fc.constant('root') },
    { weight: 2, arbitrary: fc.constantFrom(...resellers) },
    { weight: 1, arbitrary: someName },
  ),
  inside: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...resellers) },
    { weight: 1, arbitrary: someName },
  ),
});

/** One step, taken by the model and by the panel: the answers are equal, and so is everything that can be seen of them. */
class Step implements fc.AsyncCommand<World, RealPanel> {
  constructor(
    readonly actor: Actor,
    readonly action: Action,
  ) {}

  check({ accounts }: Readonly<World>): boolean {
    const living = new Set(accounts.map(({ name }) => name));
    return living.has(this.actor.self) && (this.actor.inside === null || living.has(this.actor.inside));
  }

  async run(world: World, panel: RealPanel): Promise<void> {
    const records = await count(panel.db);
    const entry = enter(world, this.actor);
    const { answer, ctx } = await panel.enter(this.actor);
    assert.equal(answer, entry.answer, 'entering');
    if (!ctx || !entry.viewer) {
      assert.equal(await count(panel.db), records, 'a refusal leaves a record');
      return;
    }
    const told = predict(world, entry.viewer, this.action);
    assert.equal(await panel.call(ctx, this.action), told.answer, 'the answer');
    assert.equal((await count(panel.db)) - records, entry.records + told.records, 'the records');
    await assertSame(panel.db, world);
    if (told.records > 0) await this.#look(panel, world, entry.viewer.account.name);
  }

  /** Whoever has changed something, root looking over the shoulder, sees it as it is now. */
  async #look(panel: RealPanel, world: World, name: string): Promise<void> {
    const viewer = world.find(name);
    const { ctx } = await panel.enter({ self: 'root', inside: name === 'root' ? null : name });
    if (viewer && ctx) await assertView(ctx, world, viewer);
  }

  toString(): string {
    const { self, inside } = this.actor;
    return `${self}${inside === null ? '' : ` as ${inside}`}: ${JSON.stringify(this.action)}`;
  }
}

const count = async (db: Knex): Promise<number> => (await db('audit').select('id')).length;

interface Start {
  readonly oversell: boolean;
  readonly features: Feature[];
}

/** North begins with all it can have, or with less: what follows from that is rare otherwise. */
const starts: fc.Arbitrary<Start> = fc.record({
  oversell: fc.boolean(),
  features: fc.subarray([...features], { minLength: 3 }),
});

/** The model of the tree that `buildTree` makes. */
function houseModel({ oversell, features: norths }: Start): World {
  const none: Limits = { users: null, disk: null, traffic: null, sites: null };
  const account = (name: string, parent: string | null, own: Partial<Account> = {}): Account => ({
    name,
    level: 'user',
    parent,
    limits: none,
    features: [...features],
    oversell: false,
    hold: null,
    rules: {},
    ...own,
  });
  const world = new World();
  world.accounts = [
    account('root', null, { level: 'admin' }),
    account('north', 'root', {
      level: 'reseller',
      limits: { users: 10, disk: 100, traffic: 1000, sites: 50 },
      oversell,
      features: norths,
    }),
    account('south', 'root', { level: 'reseller' }),
    account('alice', 'north', { limits: { users: null, disk: 10, traffic: 100, sites: 10 } }),
    account('bob', 'north', { limits: { users: null, disk: 20, traffic: 200, sites: 20 } }),
    account('carol', 'south'),
    account('dave', 'root'),
  ];
  return world;
}

describe('the tree', () => {
  let db: Knex | undefined;
  afterEach(() => db?.destroy());

  it('is what a plain model says, whatever anybody does to it', async function () {
    this.timeout(time * 6);
    let steps = 0;
    const until = Date.now() + time;
    const commands = fc.commands([fc.tuple(actors, actions).map(([actor, one]) => new Step(actor, one))], {
      maxCommands: 60,
      size: 'max',
    });
    const property = fc.asyncProperty(starts, commands, async (start, sequence) => {
      // Not by fast-check's own limit: it leaves the sequence running into whatever test comes next.
      if (Date.now() > until) return;
      await db?.destroy();
      const opened = (db = await openTestDb());
      const tree = await buildTree(opened);
      const { oversell } = start;
      await opened('accounts')
        .where({ name: 'north' })
        .update({ oversell, features: toBits(start.features) });
      const base = { ...tree.ctxOf('root'), now: Date.now() };
      await fc.asyncModelRun(() => ({ model: houseModel(start), real: new RealPanel(opened, base) }), sequence);
      steps += [...sequence].length;
    });
    await fc.assert(property, { numRuns: 1000 });
    assert.ok(steps > 200, `only ${String(steps)} steps were taken`);
  });
});
