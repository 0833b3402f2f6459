import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openTestDb } from '../../helpers/db.ts';
import { plantedServer, plantDrift, plantProblems, plantServers } from '../../helpers/plant-servers.ts';
import { plantSites } from '../../helpers/plant.ts';
import { openHouse, type House, type Visitor } from '../../matrix/house.ts';

describe('the page of a server', () => {
  let db: Knex;
  let house: House;
  let root: Visitor;
  before(async () => {
    db = await openTestDb();
    house = await openHouse(db);
    root = await house.signIn('root');
    await plantSites(db, house.tree, 'alice', 3);
    await plantServers(db, 5);
    await plantProblems(db);
    await plantDrift(db, 9);
  });
  after(async () => {
    await house.close();
    await db.destroy();
  });

  const page = async (elid: string): Promise<string> => (await root.get('/server.facts', { elid })).body;

  it('tells what to do where no agent has come yet', async () => {
    assert.match(await page('local'), /finds its token by itself/);
    assert.match(await page('local'), />sublet agent install</);
    const other = await page(plantedServer(0));
    assert.match(other, /Make a token/);
    assert.match(other, /--agent-only --panel https:\/\/panel\.example\.com --token -/);
    assert.match(other, /PUBLIC_URL/);
  });

  it('tells facts and what is missing where one has', async () => {
    const body = await page(plantedServer(1));
    for (const text of ['Debian GNU/Linux 12', '1.22.1', 'measured only, not enforced', 'not installed', '60 GiB free'])
      assert.ok(body.includes(text), text);
    assert.match(await page(plantedServer(2)), /Cannot work|the disk is full/);
  });

  it('tells where to look when one is gone', async () => {
    assert.match(await page(plantedServer(3)), /journalctl -u sublet-agent/);
  });

  it('shows the latest of what is wrong, and leads to all of it there', async () => {
    assert.doesNotMatch(await page('local'), /Everything is as it should be|(?:problem|drift)\?filter=server/);
    await db('servers').where({ is_local: true }).update({ seen_at: Date.now() });
    const body = await page('local');
    assert.match(body, /href="\/problem\?filter=server%3Alocal"/);
    assert.match(body, /href="\/drift\?filter=server%3Alocal"/);
    assert.match(await page(plantedServer(1)), /Everything is as it should be/);
    const { body: here } = await root.get('/problem', { filter: `server:${plantedServer(1)}` });
    assert.match(here, /Nothing matches/);
  });
});
