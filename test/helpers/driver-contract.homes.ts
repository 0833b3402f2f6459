import assert from 'node:assert/strict';
import type { Who } from '../../src/agent/op.ts';
import { alice, bob, faults, fresh, hash, type Tools } from './driver-contract.tools.ts';

export function homes({ host, run, works, user, atHome }: Tools): void {
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

export function deletes({ host, run, works, seen, user, atHome, folders }: Tools): void {
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

export function sites({ host, run, works, atHome, folders }: Tools): void {
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
