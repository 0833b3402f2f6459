import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openHouse, type House, type Visitor } from '../../matrix/house.ts';
import { openTestDb } from '../../helpers/db.ts';
import { differences, snapshot } from '../../helpers/snapshot.ts';
import { ask } from '../../contract/support.ts';

describe('work in another’s panel', () => {
  let db: Knex;
  let house: House;
  let root: Visitor;
  let north: Visitor;
  beforeEach(async function () {
    this.timeout(20_000);
    db = await openTestDb();
    house = await openHouse(db);
    [root, north] = [await house.signIn('root'), await house.signIn('north')];
  });
  afterEach(async () => {
    await house.close();
    await db.destroy();
  });

  const asRoot = (func: string, elid: string, params: Record<string, string> = {}): Promise<unknown> =>
    ask(house.tree.ctxOf('root'), func, { elids: [elid], params, sok: true });
  const status = async (visitor: Visitor, path = '/overview'): Promise<number> => (await visitor.get(path)).status;

  it('begins only strictly below', async () => {
    const alice = await house.signIn('alice');
    const before = await snapshot(db);
    const tries: [Visitor, string, string][] = [
      [north, 'user.enter', 'carol'],
      [north, 'user.enter', 'dave'],
      [north, 'user.enter', 'north'],
      [north, 'reseller.enter', 'south'],
      [north, 'reseller.enter', 'north'],
      [north, 'user.enter', 'root'],
      [alice, 'user.enter', 'alice'],
      [alice, 'user.enter', 'bob'],
      [alice, 'reseller.enter', 'north'],
      [root, 'reseller.enter', 'root'],
      [root, 'user.enter', 'root'],
    ];
    for (const [visitor, func, elid] of tries) {
      const { status: answer } = await visitor.post('/do', { func, elid });
      assert.ok([403, 404].includes(answer), `${func} ${elid}: ${String(answer)}`);
    }
    assert.deepEqual(differences(before, await snapshot(db)), []);
  });

  it('cannot lead round in a circle or up again', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    const inner = await panel.enter('user.enter', 'alice');
    for (const [visitor, elid] of [
      [panel, 'north'],
      [panel, 'south'],
      [inner, 'north'],
      [inner, 'alice'],
      [inner, 'root'],
    ] as const)
      for (const func of ['user.enter', 'reseller.enter']) {
        const { status: answer } = await visitor.post('/do', { func, elid });
        assert.ok([403, 404].includes(answer), `${func} ${elid}`);
      }
  });

  it('has the rights of the panel, never those of who looks in', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    assert.equal(await status(panel, '/reseller'), 403);
    assert.equal(await status(panel, '/user.edit?elid=carol'), 404);
    const inner = await panel.enter('user.enter', 'alice');
    assert.equal(await status(inner, '/user'), 403);
    assert.equal(await status(inner, '/site'), 200);
    assert.equal(await status(root, '/reseller'), 200);
  });

  it('goes back one panel at a time, by no id that is sent', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    const inner = await panel.enter('user.enter', 'alice');
    const other = await root.enter('reseller.enter', 'south');
    const lie = { id: 'root', grant: other.base.slice(4), elid: 'root', level: 'admin', account_id: '1', su: 'root' };
    assert.equal((await inner.post('/return', lie)).location, `${panel.base}/user`);
    assert.equal(await status(inner), 403);
    assert.equal(await status(panel), 200);
    assert.equal(await status(other), 200);
    assert.equal((await panel.post('/return', lie)).location, '/reseller');
    assert.deepEqual([await status(panel), await status(other), await status(root)], [403, 200, 200]);
  });

  it('that has not begun or has ended cannot be returned from', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    await panel.post('/return');
    const before = await snapshot(db);
    for (const visitor of [root, north, panel, root.inPanel('/as/forged')])
      assert.equal((await visitor.post('/return')).status, 403);
    assert.deepEqual(differences(before, await snapshot(db)), []);
  });

  it('that is returned from ends what was entered from it', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    const inner = await panel.enter('user.enter', 'alice');
    await panel.post('/return');
    assert.deepEqual([await status(panel), await status(inner)], [403, 403]);
  });

  it('ends with the session', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    await root.post('/logout');
    assert.equal(await status(panel), 303);
    const again = await house.signIn('root');
    assert.equal(await status(again.inPanel(panel.base)), 403);
  });

  it('ends after an hour without a request', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    await db('acting_grants').update({ seen_at: Date.now() - 61 * 60_000 });
    assert.equal(await status(panel), 403);
  });

  it('records both names', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    await panel.post('/do', { func: 'user.disable', elid: 'alice', sok: 'ok' });
    const record = await db('audit').where({ func: 'user.disable' }).first('login', 'account', 'scope_id');
    assert.deepEqual({ ...record }, { login: 'root', account: 'north', scope_id: house.tree.ids.north });
  });

  it('changes nobody’s secrets', async () => {
    const panel = await root.enter('reseller.enter', 'north');
    const before = await snapshot(db);
    const secret = 'another horse battery staple';
    for (const visitor of [panel, await panel.enter('user.enter', 'alice')]) {
      assert.equal(
        (await visitor.post('/profile', { password: secret, password_again: secret, lang: 'ru' })).status,
        403,
      );
      assert.equal(await status(visitor, '/profile'), 403);
    }
    const [session] = before.get('sessions') ?? [];
    assert.equal((await panel.post('/session.end', { elid: String(session?.['id']) })).status, 403);
    await panel.post('/user.edit', { elid: 'alice', password: secret });
    const kept = differences(before, await snapshot(db)).filter((line) =>
      /password|sessions \w+ login_id|^- sessions/.test(line),
    );
    assert.deepEqual(kept, []);
  });

  describe('is over at the next request', () => {
    /** What happens to north while it works as alice, and what its next request is told. */
    const toActor: Readonly<Record<string, readonly [number, () => Promise<unknown>]>> = {
      'when the actor is disabled': [303, () => asRoot('reseller.disable', 'north')],
      'when the actor may not enter users any more': [
        403,
        () => asRoot('reseller.access', 'north', { 'rule.user.enter': 'deny' }),
      ],
      'when the actor is denied users as a whole': [
        403,
        () => asRoot('reseller.access', 'north', { 'rule.user': 'deny' }),
      ],
      'when the actor’s login may not': [
        403,
        () => db('logins').where({ login: 'north' }).update({ rules: '{"user.enter":"deny"}' }),
      ],
      'when the actor’s login is deleted': [
        303,
        () => db('logins').where({ login: 'north' }).update({ deleted_at: 1 }),
      ],
      'when the actor’s account is deleted': [
        303,
        () => db('accounts').where({ name: 'north' }).update({ deleted_at: 1 }),
      ],
      'when the actor is given a new password': [
        303,
        () => asRoot('reseller.edit', 'north', { password: 'quite another long secret' }),
      ],
      'when the target is deleted': [403, () => asRoot('user.delete', 'alice')],
      'when the target is moved away': [403, () => asRoot('user.move', 'alice', { reseller: 'south' })],
    };

    for (const [when, [answer, happens]] of Object.entries(toActor))
      it(when, async () => {
        const panel = await north.enter('user.enter', 'alice');
        assert.equal(await status(panel), 200);
        await happens();
        assert.equal(await status(panel), answer);
        assert.equal((await panel.post('/site.edit', { name: 'new.example' })).status, answer);
        assert.equal((await db('sites').select('id')).length, 0);
      });

    it('when a panel in between may not enter any more', async () => {
      const inner = await (await root.enter('reseller.enter', 'north')).enter('user.enter', 'alice');
      await asRoot('reseller.access', 'north', { 'rule.user.enter': 'deny' });
      assert.equal(await status(inner), 403);
    });
  });

  it('in a disabled panel is for those above, with a notice', async () => {
    await asRoot('reseller.disable', 'north');
    const panel = await root.enter('reseller.enter', 'north');
    const { status: answer, body } = await panel.get('/user');
    assert.equal(answer, 200);
    assert.match(body, /disabled|stopped|suspended/i);
    assert.equal(await status(north), 303);
  });
});
