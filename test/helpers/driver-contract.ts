import assert from 'node:assert/strict';
import type { Driver, Observed, ObservedUser } from '../../src/agent/driver.ts';
import type { Step, StepResult, Who } from '../../src/agent/op.ts';

/** A machine to try a driver on, with what tests do behind its back. */
export interface ContractHost {
  readonly driver: Driver;
  /** Makes a Linux user, with a group of the same name and number, that is not ours. */
  addForeign(name: string, uid: number): Promise<void>;
  /** Starts a program of this user that does not end by itself. */
  runAs(name: string): Promise<void>;
  /** Makes a file in the folder of the site, as its owner would. */
  write(owner: string, domain: string, file: string): Promise<void>;
  /** Whether a file of that name is below the home directory. */
  has(owner: string, domain: string, file: string): Promise<boolean>;
  /** How many archives of this user's home there are, when all is packed that waits for it. */
  archives(name: string): Promise<number>;
  /** Puts a plain file where the home directory of that user would be. */
  blockHome(name: string): Promise<void>;
  close(): Promise<void>;
}

const hash = `$6$rounds=5000$saltsalt$${'a'.repeat(86)}`;
const other = `$6$saltsalt$${'b'.repeat(86)}`;

const alice: Who = { id: 7, name: 'alice', uid: 20_101 };
const bob: Who = { id: 8, name: 'bob', uid: 20_102 };
const carol: Who = { id: 9, name: 'carol-x_1', uid: 20_103 };
const fresh = { shell: false, hash: null, locked: false, expired: false, diskKiB: null, running: false };

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

interface Tools {
  readonly host: () => ContractHost;
  readonly run: (step: Step) => Promise<StepResult>;
  readonly works: (...steps: readonly Step[]) => Promise<void>;
  readonly seen: () => Promise<Observed>;
  readonly user: (who: Who) => Promise<ObservedUser | undefined>;
  readonly folders: () => Promise<string[]>;
  readonly atHome: (...users: Who[]) => Promise<void>;
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

function homes({ host, run, works, user, atHome }: Tools): void {
  it('makes home directories, once and again', async () => {
    await atHome(alice, bob);
    assert.deepEqual([(await user(alice))?.home, (await user(bob))?.home], [true, true]);
    await works({ op: 'users.home', users: [alice] });
    assert.equal((await user(alice))?.home, true);
  });

  it('says when something else is in the place of a home', async () => {
    await host().blockHome('alice');
    await works({ op: 'users.create', users: [alice, bob] });
    assert.deepEqual(faults(await run({ op: 'users.home', users: [alice, bob] })), ['account 7 home']);
    assert.deepEqual([(await user(alice))?.home, (await user(bob))?.home], [false, true]);
  });
}

function deletes({ host, run, works, seen, user, atHome, folders }: Tools): void {
  it('deletes users with all they had, and keeps an archive', async () => {
    await atHome(alice, bob);
    await works({ op: 'sites.create', page: 'x', sites: [{ id: 1, domain: 'a.example', owner: alice }] });
    await host().runAs('alice');
    await works({ op: 'users.delete', users: [alice] });
    assert.deepEqual([...(await seen()).users.keys()], ['bob']);
    assert.deepEqual(await folders(), []);
    assert.deepEqual([await host().archives('alice'), await host().archives('bob')], [1, 0]);
  });

  it('deletes those whose id is not known, and those without a home', async () => {
    await works({ op: 'users.create', users: [alice] });
    await works({ op: 'users.delete', users: [{ ...alice, id: null }, bob] });
    assert.equal((await seen()).users.size, 0);
  });

  it('deletes nobody whose name has another uid by now', async () => {
    await atHome(alice);
    await run({ op: 'users.delete', users: [{ ...alice, uid: 20_999 }] });
    assert.deepEqual(await user(alice), { ...fresh, id: 7, uid: 20_101, home: true });
  });

  it('gives a name anew after a deletion, with nothing of the one before', async () => {
    await atHome(alice);
    await works({ op: 'users.password', users: [{ ...alice, hash }] }, { op: 'users.lock', users: [alice] });
    await works({ op: 'sites.create', page: 'x', sites: [{ id: 1, domain: 'a.example', owner: alice }] });
    await works({ op: 'users.delete', users: [alice] });
    const next = { id: 70, name: 'alice', uid: 20_170 };
    await atHome(next);
    assert.deepEqual(await user(next), { ...fresh, id: 70, uid: 20_170, home: true });
    assert.deepEqual(await folders(), []);
    await works({ op: 'users.delete', users: [next] });
    assert.equal(await host().archives('alice'), 2);
  });
}

function sites({ host, run, works, atHome, folders }: Tools): void {
  const of = (owner: Who, id: number, domain: string): { id: number; domain: string; owner: Who } => ({
    id,
    domain,
    owner,
  });

  it('makes the folders of sites with a first page', async () => {
    await atHome(alice, bob);
    const made = [of(alice, 1, 'a.example'), of(bob, 2, 'xn--80ak6aa92e.example'), of(alice, 3, 'b.a.example')];
    await works({ op: 'sites.create', sites: made, page: '<p>hello</p>' });
    assert.deepEqual(await folders(), ['alice/a.example', 'alice/b.a.example', 'bob/xn--80ak6aa92e.example']);
    assert.equal(await host().has('alice', 'a.example', 'index.html'), true);
  });

  it('leaves folders as they are that are there already', async () => {
    await atHome(alice);
    await works({ op: 'sites.create', sites: [of(alice, 1, 'a.example')], page: 'x' });
    await host().write('alice', 'a.example', 'mine.txt');
    await works({ op: 'sites.create', sites: [of(alice, 1, 'a.example')], page: 'x' });
    assert.equal(await host().has('alice', 'a.example', 'mine.txt'), true);
  });

  it('fails for sites whose owner has no home, and makes the others', async () => {
    await atHome(bob);
    const failures = await run({
      op: 'sites.create',
      sites: [of(alice, 1, 'a.example'), of(bob, 2, 'b.example')],
      page: 'x',
    });
    assert.deepEqual(
      failures.map(({ kind, id }) => `${kind} ${id}`),
      ['site 1'],
    );
    assert.deepEqual(await folders(), ['bob/b.example']);
  });
}

const faults = (of: StepResult): string[] => of.map(({ kind, id, fault }) => `${kind} ${id} ${fault}`).sort();
const ids = (of: StepResult): number[] => of.map(({ id }) => id);
