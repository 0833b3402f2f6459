import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../../src/kernel/errors.ts';
import { translator, type TranslateAny } from '../../../src/lang/translate.ts';
import { ask } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

type Params = Readonly<Record<string, string>>;

describe('a limit', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const edit = (by: Name, func: string, elid: string | null, params: Params): Promise<unknown> =>
    ask(tree.ctxOf(by), func, { elids: elid === null ? [] : [elid], params, sok: true });

  /** What the refusal says, in English: the field's sentence, or else the whole. */
  async function refusal(by: Name, func: string, elid: string | null, params: Params): Promise<string> {
    const error = await edit(by, func, elid, params).then(
      () => assert.fail('it is done'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof PanelError, String(error));
    assert.equal(error.code, 'limit');
    const t = translator('en') as TranslateAny;
    return (
      error.problems.map(({ field, message, values }) => `${field}: ${t(message, values)}`)[0] ??
      t(error.messageKey, error.values)
    );
  }

  const fresh = { name: 'anna', diskMax: '1', trafficMax: '1', sitesMax: '1' };

  it('of a child is not above its parent’s, and the refusal says the parent’s', async () => {
    assert.match(await refusal('north', 'user.edit', 'alice', { diskMax: '101' }), /^diskMax: .*100.GiB/u);
    assert.match(
      await refusal('root', 'user.edit', 'alice', { trafficMax: '1001' }),
      /^trafficMax: .*1.?000.GB|^trafficMax: .*1.TB/u,
    );
    assert.match(await refusal('north', 'user.edit', null, { ...fresh, sitesMax: '51' }), /^sitesMax: .*50/u);
  });

  it('of a child is not left out where its parent has one', async () => {
    assert.match(await refusal('north', 'user.edit', 'alice', { diskMax: '' }), /^diskMax: .*100.GiB/u);
    assert.match(await refusal('north', 'user.edit', null, { ...fresh, sitesMax: '' }), /^sitesMax: .*50/u);
  });

  it('takes from what is left, and the refusal says how much that is', async () => {
    assert.match(await refusal('north', 'user.edit', null, { ...fresh, diskMax: '71' }), /^diskMax: .*70.GiB/u);
    await edit('north', 'user.edit', null, { ...fresh, diskMax: '70' });
    assert.match(await refusal('north', 'user.edit', 'alice', { diskMax: '11' }), /^diskMax: /u);
  });

  it('is not lowered below what has been promised on', async () => {
    assert.match(await refusal('root', 'reseller.edit', 'north', { diskMax: '29' }), /^diskMax: .*30.GiB/u);
    await edit('root', 'reseller.edit', 'north', { diskMax: '30' });
  });

  it('is not lowered below what is used', async () => {
    await edit('alice', 'site.edit', null, { name: 'a.example' });
    await edit('alice', 'site.edit', null, { name: 'b.example' });
    assert.match(await refusal('north', 'user.edit', 'alice', { sitesMax: '1' }), /^sitesMax: .*2/u);
    assert.match(await refusal('root', 'reseller.edit', 'north', { usersMax: '1' }), /^usersMax: .*2/u);
  });

  it('is not set above a child that has none', async () => {
    assert.match(await refusal('root', 'reseller.edit', 'south', { diskMax: '10' }), /^diskMax: .*carol/u);
  });

  it('that is full says whose it is and how large', async () => {
    await edit('root', 'reseller.edit', 'north', { usersMax: '2' });
    assert.match(await refusal('north', 'user.edit', null, fresh), /2/u);
    await edit('north', 'user.edit', 'alice', { sitesMax: '0' });
    assert.match(await refusal('alice', 'site.edit', null, { name: 'a.example' }), /0/u);
  });

  it('may be promised on more than once by who oversells, but never disk', async () => {
    await edit('root', 'reseller.edit', 'north', { oversell: 'on' });
    await edit('north', 'user.edit', null, { ...fresh, trafficMax: '1000', sitesMax: '50' });
    assert.match(await refusal('north', 'user.edit', 'anna', { diskMax: '71' }), /^diskMax: .*70.GiB/u);
    assert.match(await refusal('north', 'user.edit', 'anna', { sitesMax: '51' }), /^sitesMax: .*50/u);
    assert.match(await refusal('root', 'reseller.edit', 'north', { oversell: 'off' }), /^oversell: /u);
    assert.match(await refusal('root', 'reseller.edit', 'north', { sitesMax: '49' }), /^sitesMax: .*50/u);
  });

  it('of the target is checked when a user is moved', async () => {
    await edit('root', 'reseller.edit', null, {
      name: 'west',
      usersMax: '1',
      diskMax: '5',
      trafficMax: '500',
      sitesMax: '50',
    });
    await refusal('root', 'user.move', 'alice', { reseller: 'west' });
    await refusal('root', 'user.move', 'carol', { reseller: 'west' });
    await edit('root', 'reseller.edit', 'west', { diskMax: '10' });
    await edit('root', 'user.move', 'alice', { reseller: 'west' });
    await edit('root', 'reseller.edit', 'west', { diskMax: '' });
    await refusal('root', 'user.move', 'bob', { reseller: 'west' });
  });

  it('holds for features: a child is given only what everybody above has', async () => {
    await edit('root', 'reseller.edit', 'north', { shell: 'off' });
    assert.match(
      await refusal('root', 'user.edit', null, { ...fresh, reseller: 'north', shell: 'on' }),
      /^shell: .*north/u,
    );
    const asNorth = await tree.present('north');
    await ask(asNorth, 'user.edit', { params: { ...fresh, shell: 'on' }, sok: true });
    const [row] = await db('accounts').where({ name: 'anna' }).select('features');
    assert.equal((row?.features ?? 0) & 1, 0);
  });
});
