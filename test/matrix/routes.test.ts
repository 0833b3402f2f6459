import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openTestDb } from '../helpers/db.ts';
import { digest } from '../helpers/snapshot.ts';
import { routes } from './expected.ts';
import { openHouse, type House } from './house.ts';
import { routesOf } from './routes.ts';

/** An address of each route, with a stranger's values for its parameters. */
const sample = (path: string): string =>
  path
    .replace(':grant', 'forged')
    .replace(':token', 'forged')
    .replace(':func', 'user.edit')
    .replace(/^\/assets$/, '/assets/x');

const known = ['GET', 'HEAD', 'POST'];
const unknown = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'PURGE', 'REPORT'];

describe('every route', function () {
  this.timeout(120_000);
  let db: Knex;
  let house: House;
  before(async () => {
    db = await openTestDb();
    house = await openHouse(db);
  });
  after(async () => {
    await house.close();
    await db.destroy();
  });

  it('stands in the table of what is expected, and nothing else does', () => {
    assert.deepEqual(routesOf(house.app), Object.keys(routes).sort());
  });

  it('is closed to strangers unless it says so, by every method and whatever header asks for another', async () => {
    const before = await digest(db);
    const overrides = [
      {},
      { 'x-http-method-override': 'POST' },
      { 'x-method-override': 'DELETE', 'x-original-url': '/reseller' },
    ];
    for (const [route, access] of Object.entries(routes)) {
      const path = sample(route.split(' ')[1] ?? '');
      if (access === 'open') continue;
      for (const headers of overrides)
        for (const method of [...known, ...unknown]) {
          const { status, location, body } = await house.stranger().ask(method, path, { headers });
          const where = `${method} ${path}`;
          if (known.includes(method)) assert.equal(status, 303, where);
          else assert.equal(status, 405, where);
          if (status === 303) assert.match(location, /^\/login(\?|$)/, where);
          assert.doesNotMatch(body, /alice|carol|north|south/, where);
        }
      for (const method of ['GET', 'POST']) {
        const { status, body } = await house.stranger().ask(method, path, { query: { out: 'json' } });
        assert.equal(status, 401, `${method} ${path}`);
        assert.doesNotMatch(body, /alice|carol|north|south/);
      }
    }
    assert.equal(await digest(db), before);
  });

  it('knows no other methods for those signed in either', async () => {
    const root = await house.signIn('root');
    const before = await digest(db);
    for (const route of Object.keys(routes))
      for (const method of unknown) {
        const form = { csrf: root.csrf, elid: 'alice', func: 'user.delete', sok: 'ok', typed: 'alice' };
        const { status } = await root.ask(method, sample(route.split(' ')[1] ?? ''), {
          form: method === 'OPTIONS' ? undefined : form,
        } as never);
        assert.equal(status, 405, `${method} ${route}`);
      }
    assert.equal(await digest(db), before);
  });

  it('that changes something takes nothing without the session’s own token', async () => {
    const [root, other] = [await house.signIn('root'), await house.signIn('north')];
    const panel = await root.enter('reseller.enter', 'north');
    const before = await digest(db);
    for (const visitor of [root, panel])
      for (const csrf of [undefined, '', 'nonsense', other.csrf, `${root.csrf}x`])
        for (const [path, form] of Object.entries(changes)) {
          const token = csrf === undefined ? {} : { csrf };
          const { status } = await visitor.ask('POST', path, { form: { ...form, ...token } });
          assert.equal(status, 403, `${path} ${String(csrf)}`);
        }
    assert.equal(await digest(db), before);
  });

  it('that changes something takes nothing from another site', async () => {
    const root = await house.signIn('root');
    const before = await digest(db);
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign)
      for (const [path, form] of Object.entries(changes)) {
        const { status } = await root.ask('POST', path, { form: { ...form, csrf: root.csrf }, headers });
        assert.equal(status, 403, `${path} ${JSON.stringify(headers)}`);
      }
    assert.equal(await digest(db), before);
  });

  it('read by GET or HEAD changes nothing, whatever is asked for', async () => {
    const root = await house.signIn('root');
    const before = await digest(db);
    for (const [path, form] of Object.entries(changes))
      for (const method of ['GET', 'HEAD'])
        for (const out of [{}, { out: 'json' }])
          await root.ask(method, path, {
            query: { ...form, csrf: root.csrf, sok: 'ok', ...out },
          });
    assert.equal(await digest(db), before);
  });

  const changes: Readonly<Record<string, Record<string, string>>> = {
    '/do': { func: 'user.disable', elid: 'alice', sok: 'ok' },
    '/user.disable': { elid: 'alice' },
    '/user.edit': { name: 'anna', diskMax: '1', trafficMax: '1', sitesMax: '1' },
    '/reseller.access': { elid: 'north', 'rule.user': 'deny' },
    '/user.message': { elid: 'alice', subject: 'Hello', text: 'Good day.' },
    '/ticket.edit': { to: 'north', subject: 'Hello', text: 'Good day.' },
    '/ticket.reply': { elid: '1', text: 'Good day.' },
    '/ticketcategory.edit': { name: 'Billing' },
    '/savedanswer.edit': { name: 'Hello', text: 'Good day.' },
    '/ticketsetting': { answerHigh: '4' },
    '/profile': { lang: 'ru' },
    '/preferences': { lang: 'ru' },
    '/lists': { list: 'user', p_cnt: '100' },
    '/return': {},
    '/logout': {},
  };
});
