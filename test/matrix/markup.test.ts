import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { openTestDb } from '../helpers/db.ts';
import { plantSites } from '../helpers/plant.ts';
import { expected } from './expected.ts';
import { openHouse, type House, type Reply, type Visitor } from './house.ts';

/** Fits where names do. */
const short = `"'><xss-probe xssattr=1>`;
/** Breaks out of text, of attributes in either quotes, of scripts, styles and comments, and pretends to be an address. */
const long = `javascript:xss ${short} --></script></style></textarea></title><img src=x onerror=xss> ' xssattr=' " xssattr=" &lt;xss-probe&gt; #{xss} \${xss} \u2028`;

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document;

/** What stands in a page that none of our templates has put there. */
function intruders(node: Node): string[] {
  const own = 'tagName' in node ? ofElement(node) : [];
  const children = 'childNodes' in node ? node.childNodes.flatMap(intruders) : [];
  const inside = 'content' in node ? node.content.childNodes.flatMap(intruders) : [];
  return [...own, ...children, ...inside];
}

function ofElement({ tagName, attrs, childNodes }: DefaultTreeAdapterTypes.Element): string[] {
  const inline = (tagName === 'script' || tagName === 'style') && childNodes.length > 0;
  return [
    ...(/xss|^(?:iframe|object|embed|base|img)$/.test(tagName) ? [`<${tagName}>`] : []),
    ...(inline ? [`<${tagName}> with text in it`] : []),
    ...attrs.flatMap(({ name, value }) => {
      const isAddress = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'hx-get', 'hx-post'].includes(
        name,
      );
      const leads = isAddress && !/^(?:\/(?!\/)|#|\?|$)/.test(value);
      return /^on|xss|^style$|["'<>]/.test(name) || leads ? [`${name}="${value}" of <${tagName}>`] : [];
    }),
  ];
}

describe('text that looks like markup', function () {
  this.timeout(120_000);
  let db: Knex;
  let house: House;
  let visitors: ReadonlyMap<string, Visitor>;
  before(async function () {
    this.timeout(60_000);
    db = await openTestDb();
    house = await openHouse(db);
    await plantSites(db, house.tree, 'alice', 3);
    const [root, north] = [await house.signIn('root'), await house.signIn('north')];
    for (const elid of ['bob', 'carol'])
      await root.post('/do', { func: 'user.disable', elid, reason: long, sok: 'ok' });
    await root.post('/user.edit', { elid: 'alice', displayName: long.slice(0, 120), comment: long });
    await north.post('/do', { func: 'user.delete', elid: 'bob', sok: 'ok', typed: 'bob' });
    visitors = new Map([
      ['root', root],
      ['north', north],
      ['alice', await house.signIn('alice')],
      ['root as north', await root.enter('reseller.enter', 'north')],
      ['north as alice', await north.enter('user.enter', 'alice')],
    ]);
    await poison();
  });
  after(async () => {
    await house.close();
    await db.destroy();
  });

  /** Into every text column that a page may show, whatever the forms would have refused. */
  async function poison(): Promise<void> {
    const change = JSON.stringify({ comment: long, [short]: long });
    await db('accounts').update({
      name: short,
      display_name: long.slice(0, 120),
      email: long.slice(0, 254),
      comment: long,
    });
    await db('accounts').update({ search: long.toLowerCase() });
    await db('holds').update({ placed_by_name: short, reason: long });
    await db('sessions').update({ user_agent: long, address: short });
    await db('sites').update({ name: long.slice(0, 253), ascii: short, search: long.toLowerCase() });
    await db('audit').update({
      login: short,
      account: short,
      object: long.slice(0, 253),
      before: change,
      after: change,
      address: short,
    });
    const [{ id: first } = { id: 0 }] = await db('audit').orderBy('id').limit(1).select('id');
    await db('audit')
      .where({ id: first })
      .update({ func: short, object_kind: short, before: long, after: `"${short}"` });
  }

  function assertClean({ body }: Reply, where: string): void {
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
    const { ids } = house.tree;
    const elids = { reseller: ids.north, user: ids.alice, site: 1 } as Readonly<Record<string, number>>;
    for (const [name, visitor] of visitors)
      for (const func of Object.keys(expected)) {
        const elid = String(elids[func.split('.')[0] ?? ''] ?? '');
        for (const query of [
          {},
          { elid },
          { deleted: 'on', filter: 'xss' },
          { q: 'xss' },
          { filter: long, q: long, view: long, p_col: long },
        ] as Record<string, string>[]) {
          const reply = await visitor.get(`/${func}`, query);
          assertClean(reply, `${name} ${func} ${JSON.stringify(query)}`);
          hits += Number(reply.body.includes('xss-probe'));
        }
        assertClean(await visitor.post('/do', { func, elid }), `${name} asks for ${func}`);
      }
    assert.ok(hits > 60, `only ${String(hits)} pages show it at all`);
  });

  it('comes back as text in a form that is refused', async () => {
    for (const [name, visitor] of visitors)
      for (const func of ['reseller.edit', 'user.edit', 'site.edit']) {
        const form = Object.fromEntries(
          ['name', 'displayName', 'email', 'comment', 'reseller', 'owner', 'diskMax', 'usersMax', 'elid'].map(
            (field) => [field, long],
          ),
        );
        assertClean(await visitor.post(`/${func}`, form), `${name} ${func}`);
        assertClean(await visitor.post(`/${func}`, { ...form, elid: '' }), `${name} ${func}`);
      }
  });

  it('comes back as text from an address, a name or a header that leads nowhere', async () => {
    for (const [name, visitor] of [...visitors, ['a stranger', house.stranger()] as const]) {
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
        ])
          for (const method of ['GET', 'POST'] as const) {
            const form = method === 'POST' ? { form: { csrf: visitor.csrf, name: long, ...query } } : { query };
            assertClean(await visitor.ask(method, at, { ...form, headers }), `${name} ${method} ${at}`);
          }
    }
  });

  it('is refused where it would become a name, a domain or an address', async () => {
    const root = visitors.get('root');
    for (const [func, form] of [
      ['user.edit', { name: short }],
      ['reseller.edit', { name: short }],
      ['site.edit', { name: short, owner: 'dave' }],
      ['site.edit', { name: `${short}.example`, owner: 'dave' }],
    ] as const)
      assert.equal((await root?.post(`/${func}`, form))?.status, 422, func);
  });
});
