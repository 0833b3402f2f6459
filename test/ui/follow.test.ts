import assert from 'node:assert/strict';
import { allFeatures } from '../../src/kernel/features.ts';
import { certificateParams } from '../contract/host-verbs.ts';
import { plantHost } from '../helpers/plant-host.ts';
import { plantSites } from '../helpers/plant.ts';
import type { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

const site = 'plain-alice-3.example';

describe('what is seen of servers', () => {
  let house: House;
  let north: Browser;
  beforeEach(async () => {
    house = await openHouse();
    await plantSites(house.db, house.tree, 'alice', 4);
    await plantHost(house.db, house.tree);
    await house.db('sites').update({ features: allFeatures });
    north = await house.browse('north');
  });
  afterEach(() => house.db.destroy());

  const followed = (html: string): string | undefined =>
    /data-follow="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  const idOf = async (): Promise<string> => String((await house.db('sites').where({ ascii: site }).first('id'))?.id);
  /** Queries that a page takes. */
  async function queriesOf(path: string): Promise<string[]> {
    const asked: string[] = [];
    const hear = ({ sql }: { sql: string }): void => void asked.push(sql);
    house.db.on('query', hear);
    await north.get(path);
    house.db.off('query', hear);
    return asked;
  }

  it('is where the message of a change leads a script to, which is told how it goes', async () => {
    await north.post('/do', { func: 'user.disable', elid: 'alice' });
    const address = followed((await north.get('/user')).text) ?? '';
    assert.equal(address, '/user.progress?elid=alice');
    const told = async (): Promise<unknown> => JSON.parse((await north.get(address)).text) as unknown;
    assert.deepEqual(await told(), { done: false, tone: 'plain', text: 'Waiting for the server…' });
    await house.db('servers').update({ seen_at: Date.now() - 330_000 });
    assert.deepEqual(await told(), {
      done: false,
      tone: 'warn',
      text: 'Waiting: the server was last heard 5 min. ago',
    });
    await house.db('servers').update({ applied: house.db.ref('revision') as unknown as number });
    assert.deepEqual(await told(), { done: true, tone: 'ok', text: 'Down on the server.' });
  });

  it('is followed after a form too, and not after what changes nothing there', async () => {
    await north.post('/site.edit', { name: 'fresh.example', owner: 'alice' });
    assert.equal(followed((await north.get('/site')).text), '/site.progress?elid=fresh.example');
    await north.post('/do', { func: 'user.message', elid: 'alice', sok: 'ok', subject: 'Hello', text: 'There.' });
    assert.equal(followed((await north.get('/user')).text), undefined);
  });

  it('stands in the lists with its reason', async () => {
    const { text } = await north.get('/site');
    assert.match(
      text,
      /<span class="chip bad">Failed<\/span><small title="The web server does not take[^"]*">The web server/,
    );
    assert.doesNotMatch(text, /it said no/);
    assert.match(text, /Planted · in /);
  });

  it('leaves no column behind where nothing is known of it', async () => {
    await house.db('host_failures').del();
    await house.db('servers').update({ seen_at: null });
    assert.doesNotMatch((await north.get('/user')).text, /data-l="State"/);
    assert.match((await north.get('/site')).text, /data-l="Certificate"/);
  });

  it('has the traffic and the page views of a month beside a site, for one query more', async () => {
    const day = new Date().toISOString().slice(0, 8);
    const id = Number(await idOf());
    await house.db('site_usage_daily').insert([
      { site_id: id, day: `${day}01`, traffic: 2_000_000_000, pageviews: 1200 },
      { site_id: id, day: '2020-01-01', traffic: 5_000_000_000, pageviews: 5 },
    ]);
    const { text } = await north.get('/site');
    assert.match(text, /data-l="Traffic">2 GB</);
    assert.match(text, /data-l="Page views">1,200</);
    const few = await queriesOf('/site?p_cnt=1');
    assert.equal((await queriesOf('/site')).length, few.length);
    assert.equal(few.filter((sql) => sql.includes('site_usage_daily')).length, 1);
  });

  it('never shows a key again, wherever one looks', async () => {
    const { chain, privateKey } = certificateParams;
    const canary = privateKey.split('\n')[1] ?? '';
    const elid = await idOf();
    const refused = await north.post('/do', { func: 'site.certificate', elid, sok: 'ok', chain: 'x', privateKey });
    assert.equal(refused.status, 422);
    const confused = await north.post('/do', {
      func: 'site.certificate',
      elid,
      sok: 'ok',
      chain: privateKey,
      privateKey: chain,
    });
    assert.equal(confused.status, 422);
    const done = await north.post('/do', { func: 'site.certificate', elid, sok: 'ok', chain, privateKey });
    assert.equal(done.status, 303);
    assert.ok((await house.db('site_certificates').first())?.pem.includes(canary));
    const pages = [
      '/site',
      '/site?out=csv',
      '/site?out=json',
      `/site.edit?elid=${elid}`,
      '/journal',
      '/journal?out=csv',
    ];
    const again = await north.post('/do', { func: 'site.certificate', elid });
    const texts = [
      refused.text,
      confused.text,
      again.text,
      ...(await Promise.all(pages.map(async (page) => (await north.get(page)).text))),
    ];
    const tables = ['audit', 'operations', 'sessions', 'notifications', 'outbox'] as const;
    for (const table of tables) texts.push(JSON.stringify(await house.db(table).select()));
    texts.forEach((text, index) => assert.ok(!text.includes(canary), String(index)));
    assert.match((await north.get('/journal')).text, /Issuer: Planted → Example CA/);
  });
});
