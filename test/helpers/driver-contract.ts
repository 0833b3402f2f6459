import assert from 'node:assert/strict';
import type { Observed, ObservedUser } from '../../src/agent/driver.ts';
import type { Step, StepResult, Who } from '../../src/agent/op.ts';
import { deletes, homes, sites } from './driver-contract.homes.ts';
import {
  alice,
  bob,
  carol,
  faults,
  fresh,
  hash,
  ids,
  other,
  type ContractHost,
  type Tools,
} from './driver-contract.tools.ts';

/** What every driver does, whatever it acts on. */
export function driverContract(name: string, make: () => Promise<ContractHost>): void {
  describe(`the contract of drivers, kept by ${name}`, function () {
    this.timeout(60_000);
    let host: ContractHost;
    const run = (step: Step): Promise<StepResult> => host.driver.run(step);
    const works = async (...steps: readonly Step[]): Promise<void> => {
      for (const step of steps) assert.deepEqual(await run(step), [], step.op);
    };
    const seen = (): Promise<Observed> => host.driver.observe();
    const user = async ({ name: of }: Who): Promise<ObservedUser | undefined> => (await seen()).users.get(of);
    const folders = async (): Promise<string[]> => [...(await seen()).folders].sort();
    const atHome = (...users: Who[]): Promise<void> =>
      works({ op: 'users.create', users }, { op: 'users.home', users });

    beforeEach(async () => {
      host = await make();
    });
    afterEach(() => host.close());

    const tools: Tools = { host: () => host, run, works, seen, user, folders, atHome };
    accounts(tools);
    signIn(tools);
    homes(tools);
    deletes(tools);
    sites(tools);
  });
}

function accounts({ host, run, works, seen, user }: Tools): void {
  it('finds nothing of ours on a new machine', async () => {
    const { users, folders, certificates, cgi } = await seen();
    assert.deepEqual([users.size, folders.size, certificates.size, cgi.size], [0, 0, 0, 0]);
  });

  it('knows the users of the system as foreign', async () => {
    await host().addForeign('mallory', 20_666);
    const { foreign } = await seen();
    assert.ok(foreign.names.has('root') && foreign.names.has('www-data') && foreign.names.has('mallory'));
    assert.ok(foreign.uids.has(0) && foreign.uids.has(20_666));
  });

  it('makes users without shell and password, and knows whose they are', async () => {
    await works({ op: 'users.create', users: [alice, bob, carol] });
    assert.deepEqual(await user(alice), { ...fresh, id: 7, uid: 20_101, home: false });
    assert.deepEqual(await user(carol), { ...fresh, id: 9, uid: 20_103, home: false });
    const { foreign } = await seen();
    assert.ok(!foreign.names.has('alice') && !foreign.uids.has(20_101));
  });

  it('makes nobody twice', async () => {
    await works({ op: 'users.create', users: [alice] }, { op: 'users.create', users: [alice, bob] });
    assert.deepEqual([...(await seen()).users.keys()].sort(), ['alice', 'bob']);
  });

  it('takes no name and no uid that somebody else has, and makes the others', async () => {
    await host().addForeign('alice', 20_666);
    await host().addForeign('mallory', 20_102);
    const failures = await run({ op: 'users.create', users: [alice, bob, carol] });
    assert.deepEqual(faults(failures), ['account 7 name_taken', 'account 8 uid_taken']);
    assert.deepEqual([...(await seen()).users.keys()], ['carol-x_1']);
  });

  it('takes no name and no uid of another account', async () => {
    await works({ op: 'users.create', users: [alice] });
    const users = [
      { ...alice, id: 70 },
      { ...bob, uid: alice.uid },
    ];
    const failures = await run({ op: 'users.create', users });
    assert.deepEqual(faults(failures), ['account 70 name_taken', 'account 8 uid_taken']);
    assert.equal((await user(alice))?.id, 7);
  });
}

function signIn({ host, run, works, user, seen }: Tools): void {
  it('gives a shell and takes it', async () => {
    await works({ op: 'users.create', users: [alice, bob] });
    await works({ op: 'users.shell', users: [{ ...alice, shell: true }] });
    assert.deepEqual([(await user(alice))?.shell, (await user(bob))?.shell], [true, false]);
    await works({ op: 'users.shell', users: [{ ...alice, shell: false }] });
    assert.equal((await user(alice))?.shell, false);
  });

  it('gives passwords, changes them and takes them', async () => {
    const give = (of: string | null): Promise<void> => works({ op: 'users.password', users: [{ ...alice, hash: of }] });
    await works({ op: 'users.create', users: [alice, bob] });
    for (const of of [hash, other, null]) {
      await give(of);
      assert.deepEqual(await user(alice), { ...fresh, id: 7, uid: 20_101, home: false, hash: of });
      assert.equal((await user(bob))?.hash, null);
    }
  });

  it('locks and unlocks, with a password and without, as often as one likes', async () => {
    await works({ op: 'users.create', users: [alice, bob] });
    await works({ op: 'users.password', users: [{ ...alice, hash }] });
    for (const op of ['users.lock', 'users.lock', 'users.unlock', 'users.unlock', 'users.lock'] as const) {
      await works({ op, users: [alice, bob] });
      const [locked, expired] = [op === 'users.lock', op === 'users.lock'];
      assert.deepEqual(await user(alice), { ...fresh, id: 7, uid: 20_101, home: false, hash, locked, expired }, op);
      assert.deepEqual(await user(bob), { ...fresh, id: 8, uid: 20_102, home: false, locked, expired }, op);
    }
  });

  it('keeps those locked whose password or shell is changed', async () => {
    await works({ op: 'users.create', users: [alice] }, { op: 'users.lock', users: [alice] });
    for (const of of [hash, other, null]) {
      await works({ op: 'users.password', users: [{ ...alice, hash: of }] });
      const { locked, expired, hash: found } = (await user(alice)) ?? {};
      assert.deepEqual({ locked, expired, found }, { locked: true, expired: true, found: of });
    }
    await works({ op: 'users.shell', users: [{ ...alice, shell: true }] });
    assert.deepEqual([(await user(alice))?.locked, (await user(alice))?.expired], [true, true]);
  });

  it('ends the programs of those named, and of nobody else', async () => {
    await works({ op: 'users.create', users: [alice, bob] });
    await host().runAs('alice');
    await host().runAs('bob');
    assert.deepEqual([(await user(alice))?.running, (await user(bob))?.running], [true, true]);
    await works({ op: 'users.kill', users: [alice] }, { op: 'users.kill', users: [alice] });
    assert.deepEqual([(await user(alice))?.running, (await user(bob))?.running], [false, true]);
    await works({ op: 'users.kill', users: [bob] });
  });

  it('fails for those that are not there and goes on with the others', async () => {
    await works({ op: 'users.create', users: [bob] });
    assert.deepEqual(ids(await run({ op: 'users.lock', users: [alice, bob] })), [7]);
    assert.deepEqual(ids(await run({ op: 'users.home', users: [alice, bob] })), [7]);
    const passwords = [alice, bob].map((who) => ({ ...who, hash }));
    assert.deepEqual(ids(await run({ op: 'users.password', users: passwords })), [7]);
    assert.deepEqual(
      ids(await run({ op: 'users.shell', users: passwords.map((who) => ({ ...who, shell: true })) })),
      [7],
    );
    const expected = { ...fresh, id: 8, uid: 20_102, shell: true, hash, locked: true, expired: true, home: true };
    assert.deepEqual(await user(bob), expected);
  });

  it('touches nobody who is not ours', async () => {
    await host().addForeign('alice', 20_666);
    await host().runAs('alice');
    await works({ op: 'users.create', users: [bob] });
    const before = (await seen()).foreign;
    const users = [alice];
    assert.deepEqual(ids(await run({ op: 'users.lock', users })), [7]);
    assert.deepEqual(ids(await run({ op: 'users.home', users })), [7]);
    assert.deepEqual(ids(await run({ op: 'users.password', users: [{ ...alice, hash }] })), [7]);
    await run({ op: 'users.kill', users });
    await run({ op: 'users.delete', users });
    assert.deepEqual((await seen()).foreign, before);
    assert.equal(await host().archives('alice'), 0);
  });
}
