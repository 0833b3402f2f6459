import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sparing, weigh, type HostUser, type Memory } from '../../src/agent/agent-hold.ts';
import { readDesired } from '../../src/agent/desired.schema.ts';
import type { Desired, HostAccount, HostFailure } from '../../src/kernel/host.ts';
import { accountWith, desiredWith, idOf, siteOf } from './samples.ts';

const nothing: Memory = { desired: null, panel: null, held: [], allowed: [], unread: [] };
const keyOf = ({ id, name, uid }: HostUser): string => `${String(id)} ${name} ${String(uid)}`;

interface Database {
  readonly accounts: readonly HostAccount[];
  readonly nextUid: number;
  readonly nextId: number;
}

/** A panel that makes and deletes users, each with one site, and whose database is restored from copies now and then. */
class Panel {
  readonly id: string;
  readonly #letter: string;
  #now: Database;
  #copy: Database;
  /** Who was deleted by somebody's will. */
  readonly deleted = new Set<string>();

  constructor(letter: string, nextUid = 20_000) {
    this.#letter = letter;
    this.#now = this.#copy = { accounts: [], nextUid, nextId: 1 };
    this.id = `panel-${letter.repeat(12)}`;
  }
  create(place: number): void {
    const { accounts, nextUid, nextId } = this.#now;
    const name = `${this.#letter}${String(place % 7)}`;
    if (accounts.some((one) => one.name === name)) return;
    const made = { ...accountWith(nextId, name), uid: nextUid };
    this.#now = { accounts: [...accounts, made], nextUid: nextUid + 1, nextId: nextId + 1 };
  }
  delete(place: number): void {
    const gone = this.#pick(place);
    if (gone === undefined) return;
    this.deleted.add(keyOf(gone));
    this.#now = { ...this.#now, accounts: this.#now.accounts.filter((one) => one !== gone) };
  }
  /** Away to another server and back: what was here has been given up. */
  moveAwayAndBack(place: number): void {
    const moved = this.#pick(place);
    if (moved === undefined) return;
    this.delete(place);
    const { accounts, nextUid } = this.#now;
    this.#now = { ...this.#now, accounts: [...accounts, { ...moved, uid: nextUid }], nextUid: nextUid + 1 };
  }
  backUp(): void {
    this.#copy = this.#now;
  }
  /** The agent asks again only when somebody has made new users since. */
  restore(later: number): void {
    this.#now = this.#copy;
    for (let made = 0; made < later % 3; made++) this.create(later + made);
  }
  /** `unreadable`: the entry of one that cannot be read. */
  answer(unreadable: number | null): { desired: Desired; failures: HostFailure[] } {
    const bad = unreadable === null ? undefined : this.#pick(unreadable);
    const accounts = this.#now.accounts.filter((one) => one !== bad);
    const about = { panel: this.id, nextUid: this.#now.nextUid, accounts, sites: accounts.map(siteOf) };
    const { id = 0 } = bad ?? {};
    const failures: HostFailure[] = bad === undefined ? [] : [{ kind: 'account', id, fault: 'invalid', detail: '' }];
    return { desired: { ...desiredWith(1, []), ...about }, failures };
  }
  #pick(place: number): HostAccount | undefined {
    return this.#now.accounts[place % this.#now.accounts.length];
  }
}

/** A machine with an agent that remembers. */
class Machine {
  users: readonly HostUser[] = [];
  memory = nothing;

  /** Answers who was deleted. */
  take(answer: ReturnType<Panel['answer']>): HostUser[] {
    this.memory = weigh(this.memory, answer, this.users);
    const { desired } = this.memory;
    const wanted = desired?.accounts ?? [];
    const named = new Set(wanted.map(keyOf));
    const spare = sparing(this.memory);
    const gone = this.users.filter((user) => !named.has(keyOf(user)) && !spare(user));
    const left = this.users.filter((user) => !gone.includes(user));
    const made = wanted.filter(({ name, uid }) => !left.some((user) => user.name === name || user.uid === uid));
    this.users = [...left, ...made.map(({ id, name, uid }) => ({ id, name, uid }))];
    return gone;
  }
  allow(): readonly HostUser[] {
    const { held, desired } = this.memory;
    const allowed = [...this.memory.allowed, ...held];
    this.memory = { ...this.memory, panel: desired?.panel ?? null, allowed, held: [] };
    return held;
  }
}

const place = fc.nat({ max: 20 });
const usual = ['create', 'create', 'delete', 'move', 'back up', 'ask'] as const;
const step = <T extends string>(names: readonly T[]): fc.Arbitrary<readonly [T, number]> =>
  fc.tuple(fc.constantFrom(...names), place);

function change(panel: Panel, name: string, at: number): void {
  if (name === 'create') panel.create(at);
  if (name === 'delete') panel.delete(at);
  if (name === 'move') panel.moveAwayAndBack(at);
  if (name === 'back up') panel.backUp();
  if (name === 'restore') panel.restore(at);
}

describe('who is gone, and whom the panel does not know', () => {
  it('is told apart: nobody goes who was not deleted, whatever is restored, replaced or forgotten', () => {
    const steps = fc.array(
      step([...usual, 'ask', 'restore', 'other panel', 'forget', 'allow', 'unreadable'] as const),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let [panel, other] = [new Panel('a'), new Panel('b', 20_005)];
        const machine = new Machine();
        const allowed = new Set<string>();
        const ask = (unreadable: number | null): void => {
          for (const gone of machine.take(panel.answer(unreadable)))
            assert.ok(panel.deleted.has(keyOf(gone)) || allowed.has(keyOf(gone)), `${keyOf(gone)} was deleted`);
          assert.deepEqual(readDesired(machine.memory.desired).failures, [], 'it can be remembered');
        };
        for (const [name, at] of all) {
          change(panel, name, at);
          if (name === 'other panel') [panel, other] = [other, panel];
          if (name === 'forget') machine.memory = nothing;
          if (name === 'allow') for (const user of machine.allow()) allowed.add(keyOf(user));
          if (name === 'ask' || name === 'restore') ask(null);
          if (name === 'unreadable') ask(at);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('needs no word of anybody while nothing is restored', () => {
    fc.assert(
      fc.property(fc.array(step(usual), { maxLength: 60 }), (all) => {
        const panel = new Panel('a');
        const machine = new Machine();
        for (const [name, at] of all) {
          change(panel, name, at);
          if (name !== 'ask') continue;
          const answer = panel.answer(null);
          machine.take(answer);
          assert.deepEqual(machine.users.map(keyOf).sort(), answer.desired.accounts.map(keyOf).sort());
          assert.deepEqual(machine.memory.held, []);
        }
      }),
    );
  });

  it('ends with a word: what the panel says then is what is there', () => {
    fc.assert(
      fc.property(fc.array(step([...usual, 'restore', 'forget'] as const), { maxLength: 60 }), (all) => {
        const panel = new Panel('a');
        const machine = new Machine();
        for (const [name, at] of all) {
          change(panel, name, at);
          if (name === 'forget') machine.memory = nothing;
          if (name === 'ask' || name === 'restore') machine.take(panel.answer(null));
        }
        const answer = panel.answer(null);
        machine.take(answer);
        machine.allow();
        machine.take(answer);
        assert.deepEqual(machine.users.map(keyOf).sort(), answer.desired.accounts.map(keyOf).sort());
      }),
    );
  });

  describe('kept users', () => {
    const before = desiredWith(1, ['kim', 'lou']);
    const users = before.accounts.map(({ id, name, uid }) => ({ id, name, uid }));
    const restored = { ...desiredWith(2, ['kim']), nextUid: 20_000 + idOf('lou') };
    const memory: Memory = { ...nothing, desired: before, panel: before.panel };
    const [, lou = accountWith(0, '')] = before.accounts;

    it('keep their sites, under another number when theirs is given again', () => {
      const [site = siteOf(lou)] = restored.sites;
      const next = { ...restored, sites: [site, { ...site, id: 1000 + lou.id, domain: 'new.example' }] };
      const { desired, held } = weigh(memory, { desired: next, failures: [] }, users);
      assert.deepEqual(held, [{ id: lou.id, name: 'lou', uid: lou.uid }]);
      const ids = new Map(desired?.sites.map(({ domain, id }) => [domain, id]));
      assert.deepEqual(
        [ids.get('kim.example.com'), ids.get('new.example'), ids.get('lou.example.com')],
        [site.id, 1000 + lou.id, 2 ** 32 - 1],
      );
    });

    it('go before whoever gets their name, uid or id', () => {
      for (const [change, fault] of [
        [{ name: 'lou', id: 900, uid: 20_900 }, 'name_taken'],
        [{ name: 'new', id: 900, uid: lou.uid }, 'uid_taken'],
        [{ name: 'new', id: lou.id, uid: 20_900 }, 'uid_taken'],
      ] as const) {
        const made = { ...lou, ...change };
        const site = { ...siteOf(made), id: 5000, domain: 'new.example' };
        const next = { ...restored, accounts: [...restored.accounts, made], sites: [...restored.sites, site] };
        const { desired, unread } = weigh(memory, { desired: next, failures: [] }, users);
        assert.deepEqual(
          unread.map(({ kind, id, fault: why }) => [kind, id, why]),
          [
            ['account', made.id, fault],
            ['site', 5000, 'needs'],
          ],
        );
        assert.deepEqual(
          desired?.accounts.map(({ name }) => name),
          ['kim', 'lou'],
        );
        assert.ok(desired.sites.some(({ domain }) => domain === 'lou.example.com'));
      }
    });

    it('are those whose entry cannot be read, remembered or not', () => {
      const failures: HostFailure[] = [{ kind: 'account', id: lou.id, fault: 'invalid', detail: '' }];
      for (const desired of [before, desiredWith(1, ['kim'])]) {
        const after = weigh({ ...memory, desired }, { desired: desiredWith(2, ['kim']), failures }, users);
        assert.deepEqual([after.held, after.panel], [[], before.panel]);
        assert.equal(after.desired?.sites.length, desired.sites.length);
        const spare = sparing(after);
        assert.ok(spare(lou) && spare({ ...lou, id: null }));
        assert.equal(spare({ ...lou, id: 999 }), false);
      }
    });

    it('yield a domain that the panel gives to somebody else', () => {
      const [site = siteOf(lou)] = restored.sites;
      const next = { ...restored, sites: [{ ...site, domain: 'lou.example.com' }] };
      const { desired } = weigh(memory, { desired: next, failures: [] }, users);
      assert.deepEqual(
        desired?.sites.map(({ id }) => id),
        [site.id],
      );
    });
  });
});
