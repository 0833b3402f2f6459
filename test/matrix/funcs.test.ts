import assert from 'node:assert/strict';
import { differences, snapshot } from '../helpers/snapshot.ts';
import { verbs } from '../contract/verbs.ts';
import { assertDiscreet, promised, send } from './asked.ts';
import { expected } from './expected.ts';
import { openTown, type Town } from './people.ts';

describe('every func for everybody', function () {
  this.timeout(120_000);
  let town: Town;
  before(async function () {
    this.timeout(60_000);
    town = await openTown();
  });
  after(() => town.close());

  for (const func of Object.keys(expected))
    it(`${func} answers each as the table says, and changes nothing`, async function () {
      this.timeout(30_000);
      const before = await town.settled();
      for (const person of town.people)
        for (const method of ['GET', 'HEAD', 'POST'] as const)
          for (const json of [false, true]) {
            const asked = { func, method, json };
            const where = `${person.name} ${method} ${func}${json ? ' as JSON' : ''}`;
            const { status, body } = await send(person, asked);
            assert.equal(status, promised(person, asked), where);
            if (method === 'HEAD') assert.equal(body, '', where);
            assertDiscreet(person, body, where);
          }
      assert.deepEqual(differences(before, await snapshot(town.house.db)), []);
    });

  it('in an action on rows answers each as the table says, and changes nothing', async function () {
    this.timeout(30_000);
    const before = await town.settled();
    for (const person of town.people)
      for (const [func, { levels, get, own, file }] of Object.entries(expected)) {
        const { status } = await person.visitor.post('/do', { func, sok: 'ok' });
        const isVerb = get === 422 && file !== true;
        const may = levels.some((level) => level === person.standing) && !(person.acting && own === true);
        const refusal = { signedOut: 303, over: 403 }[person.standing as string] ?? (isVerb && !may ? 403 : 422);
        assert.equal(status, refusal, `${person.name} ${func}`);
      }
    assert.deepEqual(differences(before, await snapshot(town.house.db)), []);
  });

  it('that changes something is not done by GET, whatever it says', async () => {
    const before = await town.settled();
    for (const [func, { by, elid, params }] of Object.entries(verbs))
      for (const person of town.people.filter(({ name }) => name === by || name === 'root'))
        for (const method of ['GET', 'HEAD'] as const) {
          const more = { ...params, elid, sok: 'ok', typed: elid, csrf: person.visitor.csrf };
          const { status } = await send(person, { func, method, json: false }, more);
          assert.ok([200, 422].includes(status), `${person.name} ${func} ${String(status)}`);
        }
    assert.deepEqual(differences(before, await snapshot(town.house.db)), []);
  });

  it('believes nobody who says what he is', async () => {
    const before = await town.settled();
    const claims = {
      su: 'root',
      level: 'admin',
      role: 'admin',
      actor: '1',
      account_id: '1',
      viewer: 'root',
      login_id: '1',
      acting: '',
    };
    const headers = {
      'x-user': 'root',
      'x-forwarded-user': 'root',
      'remote-user': 'root',
      authorization: 'Basic cm9vdDpyb290',
    };
    for (const person of town.people.filter(({ standing }) => standing !== 'admin'))
      for (const func of ['reseller', 'reseller.edit', 'user.move', 'usage.report'])
        for (const method of ['GET', 'POST'] as const) {
          const given = method === 'GET' ? { query: claims } : { form: { ...claims, csrf: person.visitor.csrf } };
          const { status } = await person.visitor.ask(method, `/${func}`, { ...given, headers });
          assert.equal(status, promised(person, { func, method, json: false }), `${person.name} ${method} ${func}`);
        }
    assert.deepEqual(differences(before, await snapshot(town.house.db)), []);
  });
});
