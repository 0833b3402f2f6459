import assert from 'node:assert/strict';
import { apply } from '../../src/agent/apply.ts';
import { plan } from '../../src/agent/plan.ts';
import { memoryDriver } from '../helpers/memory-driver.ts';
import { memoryDeps } from '../helpers/memory-trees.ts';
import { account, bring, desired, faultsOf, hashOf, newHost, ops, site, stateOf } from '../helpers/memory-world.ts';

const alice = account('alice', { shell: true, passwordHash: hashOf('a'), diskKiB: 1000 });
const bob = account('bob');
const carol = account('carol');
const all = ['php', 'cgi', 'ssi', 'https'] as const;
const a = site('a.example', alice, { features: all });
const b = site('b.example', bob, { features: ['php'] });
const c = site('c.example', carol, { features: ['cgi'] });
const everything = desired([alice, bob, carol], [a, b, c]);
const done = { failures: [], problem: null };

describe('a run of the agent', () => {
  it('makes everything on a new machine, and then has nothing to do', async () => {
    const host = newHost();
    assert.deepEqual(await bring(host, everything), done);
    assert.deepEqual(ops(host), [
      ...['users.create', 'users.home', 'users.shell', 'users.password', 'quota.set'],
      ...['sites.create', 'certificates.put', 'php.apply', 'cgi.start', 'web.apply'],
    ]);
    assert.deepEqual([...host.web.tree.keys()].sort(), ['a.example', 'b.example', 'c.example']);
    assert.deepEqual([...host.cgi], ['alice', 'carol']);
    host.done.length = 0;
    assert.deepEqual(await bring(host, everything), done);
    assert.deepEqual(host.done, []);
  });

  it('takes a suspended account from the web before anything else, and gives it back', async () => {
    const host = newHost();
    await bring(host, everything);
    const user = host.users.get('alice');
    if (user) user.running = true;
    host.done.length = 0;
    const suspended = desired([{ ...alice, suspended: true }, bob, carol], [a, b, c]);
    assert.deepEqual(await bring(host, suspended), done);
    assert.deepEqual(ops(host), ['web.apply', 'php.apply', 'cgi.stop', 'users.lock', 'users.kill']);
    assert.equal(host.web.tree.get('a.example'), 'alice suspended cgi https php ssi');
    assert.deepEqual(host.users.get('alice'), { ...user, locked: true, expired: true, running: false });
    host.done.length = 0;
    await bring(host, everything);
    assert.deepEqual(ops(host), ['php.apply', 'cgi.start', 'web.apply', 'users.unlock']);
  });

  it('locks an account that is suspended from the start before it gets a password', async () => {
    const host = newHost();
    await bring(host, desired([{ ...alice, suspended: true }]));
    const at = (op: string): number => ops(host).indexOf(op);
    assert.ok(at('users.lock') > at('users.create') && at('users.lock') < at('users.password'));
    assert.equal(host.users.get('alice')?.locked, true);
    assert.ok(!ops(host).includes('users.unlock'));
  });

  it('gives no password to whom it cannot lock', async () => {
    const host = newHost();
    host.fails = (op) => (op === 'users.lock' ? 'command' : null);
    assert.deepEqual(faultsOf((await bring(host, desired([{ ...alice, suspended: true }, bob]))).failures), [
      'account 1 command',
    ]);
    assert.equal(host.users.get('alice')?.hash, null);
    assert.equal(host.users.get('bob')?.home, true);
  });

  it('deletes an account only when nothing refers to it any more', async () => {
    const host = newHost();
    await bring(host, everything);
    host.done.length = 0;
    assert.deepEqual(await bring(host, desired([bob, carol], [b, c])), done);
    assert.deepEqual(ops(host), ['web.apply', 'php.apply', 'cgi.stop', 'users.delete', 'certificates.remove']);
    assert.deepEqual([...host.users.keys(), ...host.archived], ['bob', 'carol', 'alice']);
  });

  it('stops PHP when nobody uses it', async () => {
    const host = newHost();
    await bring(host, everything);
    await bring(host, desired([alice, bob, carol], [c]));
    assert.equal(host.php.running, false);
    assert.equal(ops(host).at(-1), 'certificates.remove');
  });

  it('deletes who had the name before, with an archive, and makes the new one', async () => {
    const host = newHost();
    await bring(host, everything);
    const next = account('alice', { id: 50 });
    const fresh = newHost();
    const wanted = desired([next, bob, carol], [site('new.example', next, { features: all }), b, c]);
    assert.deepEqual(await bring(host, wanted), done);
    await bring(fresh, wanted);
    assert.deepEqual(stateOf(host), stateOf(fresh));
    assert.deepEqual(host.archived, ['alice']);
  });

  it('deletes whoever has the uid of a time before, and makes the account anew', async () => {
    const host = newHost();
    await bring(host, everything);
    const wanted = desired([{ ...alice, uid: 20_500 }, bob, carol], everything.sites);
    assert.deepEqual(await bring(host, wanted), done);
    assert.deepEqual([host.archived, host.users.get('alice')?.uid], [['alice'], 20_500]);
    assert.ok(host.web.tree.has('a.example'));
  });

  it('leaves a user alone whose uid nobody has given', async () => {
    const host = newHost();
    await bring(host, everything);
    const user = host.users.get('alice');
    if (user) user.uid = 20_500;
    const { failures } = await bring(host, everything, { spare: ({ uid }) => uid === 20_500 });
    assert.deepEqual(faultsOf(failures), ['account 1 uid_taken', `site ${a.id} needs`].sort());
    assert.deepEqual([host.archived, host.users.has('alice'), host.web.tree.has('a.example')], [[], true, false]);
  });

  it('touches nobody who is not ours', async () => {
    const host = newHost();
    host.foreign.set('alice', 20_777).set('mallory', bob.uid);
    const { failures, problem } = await bring(host, everything);
    assert.deepEqual(faultsOf(failures), [
      ...['account 1 name_taken', 'account 2 uid_taken'],
      ...[`site ${a.id} needs`, `site ${b.id} needs`].sort(),
    ]);
    assert.equal(problem, null);
    assert.doesNotMatch(JSON.stringify(host.done), /alice|mallory/);
    assert.deepEqual([...host.web.tree.keys()], ['c.example']);
  });

  it('lets users of ours be that nobody wants when it is told to', async () => {
    const host = newHost();
    await bring(host, everything);
    await bring(host, desired([bob, carol], [b, c]), { spare: ({ uid }) => uid === alice.uid });
    assert.deepEqual([...host.users.keys()].sort(), ['alice', 'bob', 'carol']);
    assert.deepEqual([...host.web.tree.keys()], ['b.example', 'c.example']);
  });

  it('makes a certificate anew a month before it ends, and changes a given one', async () => {
    const host = newHost();
    const secure = (pem: string | null): ReturnType<typeof desired> =>
      desired([alice], [{ ...a, features: ['https'], certificate: pem }]);
    await bring(host, secure(null));
    host.now += 340 * 24 * 60 * 60 * 1000;
    host.done.length = 0;
    await bring(host, secure(null));
    await bring(host, secure('one'));
    await bring(host, secure('one'));
    await bring(host, secure('two'));
    await bring(host, secure(null));
    const [first = '', ...more] = new Set(ops(host));
    assert.deepEqual([first, more, host.done.length], ['certificates.put', [], 4]);
  });

  it('does nothing more when it is told to stop', async () => {
    const host = newHost();
    const stop = new AbortController();
    host.fails = (op) => {
      if (op === 'users.home') stop.abort();
      return null;
    };
    await assert.rejects(apply(memoryDriver(host), everything, memoryDeps(host), stop.signal), { name: 'AbortError' });
    assert.deepEqual(ops(host), ['users.create', 'users.home']);
  });
});

describe('what fails', () => {
  for (const op of ['users.create', 'users.home', 'users.password', 'users.shell'] as const)
    it(`is left out of what follows, and nobody else is: ${op}`, async () => {
      const host = newHost();
      host.fails = (step, name) => (step === op && name === 'alice' ? 'command' : null);
      const { failures, problem } = await bring(host, everything);
      assert.deepEqual([faultsOf(failures), problem], [['account 1 command', `site ${a.id} needs`], null]);
      assert.deepEqual([...host.web.tree.keys()], ['b.example', 'c.example']);
      assert.deepEqual([...host.php.tree.keys()], ['bob']);
      host.fails = () => null;
      const fresh = newHost();
      assert.deepEqual([await bring(host, everything), await bring(fresh, everything)], [done, done]);
      assert.deepEqual(stateOf(host), stateOf(fresh));
    });

  it('leaves sites on the web that were there before', async () => {
    const host = newHost();
    await bring(host, everything);
    host.fails = (_, name) => (name === 'alice' ? 'command' : null);
    const { failures } = await bring(
      host,
      desired([{ ...alice, passwordHash: null, diskKiB: 5 }, bob, carol], [a, b, c]),
    );
    assert.deepEqual(faultsOf(failures), ['account 1 command']);
    assert.equal(host.web.tree.size, 3);
  });

  it('is a folder that cannot be made: the site is left out', async () => {
    const host = newHost();
    host.fails = (_, name) => (name === 'a.example' ? 'home' : null);
    assert.deepEqual(faultsOf((await bring(host, everything)).failures), [`site ${a.id} home`]);
    assert.deepEqual([...host.web.tree.keys()], ['b.example', 'c.example']);
  });

  it('is a certificate: the site is served without HTTPS until there is one', async () => {
    const host = newHost();
    host.fails = (op) => (op === 'certificates.put' ? 'certificate' : null);
    const result = await bring(host, everything);
    assert.deepEqual([faultsOf(result.failures), result.problem], [[`site ${a.id} certificate`], null]);
    assert.equal(host.web.tree.get('a.example'), 'alice served cgi php ssi');
    host.done.length = 0;
    await bring(host, everything);
    assert.deepEqual(ops(host), ['certificates.put']);
  });

  it('is CGI: the sites that use it need it', async () => {
    const host = newHost();
    host.fails = (op, name) => (op === 'cgi.start' && name === 'carol' ? 'cgi' : null);
    assert.deepEqual(faultsOf((await bring(host, everything)).failures), ['account 3 cgi', `site ${c.id} needs`]);
    assert.equal(host.web.tree.size, 3);
  });

  it('is a deletion: who gets the name next waits', async () => {
    const host = newHost();
    await bring(host, everything);
    host.fails = (op) => (op === 'users.delete' ? 'command' : null);
    const next = account('alice', { id: 50 });
    const wanted = desired([next, bob, carol], [site('new.example', next), b, c]);
    assert.deepEqual(faultsOf((await bring(host, wanted)).failures).slice(0, 1), ['account 1 command']);
    assert.equal(host.users.get('alice')?.id, 1);
    host.fails = () => null;
    assert.deepEqual(await bring(host, wanted), done);
  });

  it('is told once for each account and each site', async () => {
    const host = newHost();
    host.fails = () => 'command';
    const { failures } = await bring(host, everything);
    const keys = failures.map(({ kind, id }) => `${kind} ${id}`);
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(plan(everything, await memoryDriver(host).observe(), memoryDeps(host)).failures, []);
  });
});
