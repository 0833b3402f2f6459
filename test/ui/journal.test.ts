import assert from 'node:assert/strict';
import { audit } from '../../src/kernel/audit.ts';
import { startOfDay } from '../../src/modules/journal/day.ts';
import { pageOf } from '../contract/support.ts';
import { openHouse, type House } from './panel.ts';

const at = (text: string): number => Date.parse(text);

describe('a day of the reader', () => {
  const days = [
    ['2026-11-21', 'UTC', '2026-11-21T00:00:00Z'],
    ['2026-11-21', 'Pacific/Auckland', '2026-11-20T11:00:00Z'],
    ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00Z'],
    ['2026-07-01', 'Asia/Kathmandu', '2026-06-30T18:15:00Z'],
  ] as const;
  for (const [day, tz, begins] of days)
    it(`${day} begins in ${tz} at ${begins}`, () => {
      assert.equal(startOfDay(day, tz), at(begins));
    });

  it('begins with the first hour there is where midnight is skipped', () => {
    assert.equal(startOfDay('2018-11-04', 'America/Sao_Paulo'), at('2018-11-04T03:00:00Z'));
    assert.equal(startOfDay('2023-04-28', 'Africa/Cairo'), at('2023-04-27T22:00:00Z'));
  });

  it('is 23 or 25 hours long when the clocks change', () => {
    const length = (day: string): number =>
      (Number(startOfDay(day, 'Europe/Berlin', 1)) - Number(startOfDay(day, 'Europe/Berlin'))) / 3_600_000;
    assert.deepEqual(['2026-03-29', '2026-10-25', '2026-05-01'].map(length), [23, 25, 24]);
  });

  it('is none when the calendar has no such day', () => {
    assert.deepEqual(
      ['2026-02-30', '2026-13-01', ''].map((day) => startOfDay(day, 'UTC')),
      [null, null, null],
    );
  });
});

describe('the filter of the action log', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
    const { db, tree } = house;
    await db('audit').del();
    const about = { kind: 'user', id: 1, subjectId: null, scopeId: null };
    const record = (func: string, name: string, time: string): Promise<void> =>
      audit(tree.ctxOf('root', at(time)), func, { ...about, name });
    await record('user.create', 'alice', '2026-11-20T22:30:00Z');
    await record('user.disable', 'alice', '2026-11-21T12:00:00Z');
    await record('user.disable', 'bob', '2026-11-21T23:30:00Z');
    await record('session.end', 'Firefox, Windows (192.0.2.1)', '2026-11-23T12:00:00Z');
  });
  afterEach(() => house.db.destroy());

  const found = async (filter: string, tz = 'UTC'): Promise<string[]> => {
    const { rows } = await pageOf({ ...house.tree.ctxOf('root'), tz }, 'journal', { filter, p_col: 'at' });
    return rows.map(({ func, object }) => `${String(func)} ${String(object).split(',', 1)[0] ?? ''}`);
  };

  it('takes a day as the reader’s own', async () => {
    assert.deepEqual(await found('2026-11-21'), ['user.disable alice', 'user.disable bob']);
    assert.deepEqual(await found('2026-11-21', 'Europe/Berlin'), ['user.disable alice']);
    assert.deepEqual(await found('2026-11-20..2026-11-21', 'Europe/Berlin'), [
      'user.create alice',
      'user.disable alice',
    ]);
  });

  it('takes a func, a login, an object, and several at once', async () => {
    assert.deepEqual(await found('func:user.disable'), ['user.disable alice', 'user.disable bob']);
    assert.deepEqual(await found('object:alice func:user.create'), ['user.create alice']);
    assert.equal((await found('login:ROOT')).length, 4);
    assert.deepEqual(await found('login:roo'), []);
    assert.deepEqual(await found('object:"Firefox, Windows (192.0.2.1)"'), ['session.end Firefox']);
  });

  it('looks for other words everywhere, also for what is nearly a day', async () => {
    assert.deepEqual(await found('BOB'), ['user.disable bob']);
    assert.deepEqual(await found('2026-02-30'), []);
  });

  it('is told to the reader with the zone of the days', async () => {
    await house.db('logins').update({ tz: 'Europe/Berlin' });
    const { text } = await (await house.browse('root')).get('/journal');
    assert.match(text, /id="q-hint">[^<]*func:user\.disable[^<]*object:example\.com[^<]*Europe\/Berlin/);
    assert.match(text, /id="q"[^>]*aria-describedby="q-hint"/);
    const russian = await house.browse('root');
    await russian.post('/preferences', { lang: 'ru' });
    assert.match((await russian.get('/journal')).text, /id="q-hint">Фильтр понимает/);
    assert.doesNotMatch((await russian.get('/user')).text, /q-hint/);
  });

  it('is set by a click on who, what and to what', async () => {
    const browser = await house.browse('root');
    const { text } = await browser.get('/journal');
    for (const [href, shown] of [
      ['/journal?filter=login%3Aroot', 'root'],
      ['/journal?filter=func%3Auser.disable', 'user.disable'],
      ['/journal?filter=object%3Abob', 'bob'],
    ] as const)
      assert.ok(text.includes(`<a href="${href}"><bdi>${shown}</bdi></a>`), href);
    const [, quoted = ''] = /href="([^"]*Firefox[^"]*)"/.exec(text) ?? [];
    assert.match((await browser.get(quoted)).text, /<span class="count" id="count">1</);
  });
});
