import assert from 'node:assert/strict';
import { parse } from 'parse5';
import { allFuncs } from '../contract/support.ts';
import { expected } from './expected.ts';
import type { Reply } from './house.ts';
import { intruders, long, short } from './intruders.ts';
import { poison } from './poison.ts';
import { openStage, type Stage } from './stage.ts';

const searches: readonly Record<string, string>[] = [
  { deleted: 'on', filter: 'xss' },
  { q: 'xss' },
  { filter: long, q: long, view: long, p_col: long },
];

const isPage = ({ head }: Reply): boolean => head.includes('text/html');

describe('text that looks like markup', function () {
  this.timeout(120_000);
  let stage: Stage;
  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
    await poison(stage.db, { short, long });
  });
  after(() => stage.close());

  function assertClean({ body, status }: Reply, where: string): void {
    assert.ok(status < 500, `${where}: ${String(status)}`);
    assert.deepEqual(intruders(parse(body)), [], where);
  }

  /** Proves that the check sees what it is looking for. */
  it('is noticed where it gets through', () => {
    for (const html of [
      `<p>${short}`,
      `<a href="${long}">x</a>`,
      `<a title='${long}'>x</a>`,
      `<script>"${long}"</script>`,
    ])
      assert.ok(intruders(parse(html)).length > 0, html);
    assert.deepEqual(intruders(parse('<a href="/x" title="&quot;xss">&lt;xss-probe&gt;</a>')), []);
  });

  it('is shown as text on every page of everybody', async function () {
    this.timeout(60_000);
    let hits = 0;
    for (const [name, visitor] of stage.visitors)
      for (const func of Object.keys(expected))
        for (const elid of ['', ...stage.elidsOf(func)]) {
          for (const query of [{ elid }, ...(elid === '' ? searches : [])]) {
            const reply = await visitor.get(`/${func}`, query);
            if (isPage(reply)) assertClean(reply, `${name} ${func} ${JSON.stringify(query)}`);
            hits += Number(reply.body.includes('xss-probe'));
          }
          assertClean(await visitor.post('/do', { func, elid }), `${name} asks for ${func}`);
        }
    assert.ok(hits > 100, `only ${String(hits)} pages show it at all`);
  });

  it('is refused where it would become a name, a domain or an address', async () => {
    const root = stage.visitors.get('root');
    for (const [func, form] of [
      ['user.edit', { name: short }],
      ['reseller.edit', { name: short }],
      ['site.edit', { name: short, owner: 'dave' }],
      ['site.edit', { name: `${short}.example`, owner: 'dave' }],
      ['ticket.edit', { to: short, subject: 'x', text: 'x' }],
      ['ticketsetting', { fileTypes: short }],
    ] as const)
      assert.equal((await root?.post(`/${func}`, form))?.status, 422, func);
  });

  it('comes back as text from an address, a name or a header that leads nowhere', async () => {
    for (const [name, visitor] of [...stage.visitors, ['a stranger', stage.house.stranger()] as const]) {
      const headers = {
        referer: `http://127.0.0.1/${long.replaceAll(/[^ -~]/g, '')}`,
        'accept-language': short,
        'user-agent': short,
        'hx-current-url': short,
      };
      const path = encodeURIComponent(long);
      for (const query of [{ elid: long }, { func: long, back: long, next: long, out: long }] as Record<
        string,
        string
      >[])
        for (const at of [
          `/${path}`,
          '/user.edit',
          '/user.access',
          '/as/x/user',
          `/as/${path}/user`,
          `/setup/${path}`,
          '/login',
          '/do',
          '/session.end',
          '/ticket.thread',
          '/ticket.file',
          '/ticket.preview',
          '/ticket.reply',
          '/user.message',
          '/notification',
        ])
          for (const method of ['GET', 'POST'] as const) {
            const form = method === 'POST' ? { form: { csrf: visitor.csrf, name: long, ...query } } : { query };
            assertClean(await visitor.ask(method, at, { ...form, headers }), `${name} ${method} ${at}`);
          }
    }
  });

  // The last as a profile that is sent with a password gives the session a new token.
  it('comes back as text in a form that is refused', async () => {
    for (const [name, visitor] of stage.visitors)
      for (const func of await allFuncs()) {
        if (func.kind !== 'form' && func.kind !== 'verb') continue;
        const fields = func.kind === 'form' ? func.form.fields : (func.verb.input?.fields ?? {});
        const form = Object.fromEntries(
          [...Object.keys(fields), 'elid', 'typed', 'back'].map((field) => [field, long]),
        );
        for (const elid of [long, '', ...stage.elidsOf(func.name)])
          for (const more of [{}, { password: 'x', expected: long, every: 'on' }])
            assertClean(
              await visitor.post(`/${func.name}`, { ...form, elid, ...more, sok: 'ok' }),
              `${name} ${func.name} ${elid}`,
            );
      }
  });
});
