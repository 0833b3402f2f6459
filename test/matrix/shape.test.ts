import assert from 'node:assert/strict';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import type { Func } from '../../src/panel/registry.ts';
import { Mail } from '../../src/modules/mail/queue.service.ts';
import { allFuncs } from '../contract/support.ts';
import type { Reply, Visitor } from './house.ts';
import { intruders } from './intruders.ts';
import { poison } from './poison.ts';
import { openStage, type Stage } from './stage.ts';

/** Each begins short enough for a name. */
const payloads: Readonly<Record<string, string>> = {
  script: '<script>xss()</script> <ScRiPt src=//x.example></sCrIpT>',
  image: '<img src=x onerror=xss()> <img/src="x"/onerror=xss()>',
  picture: '<svg onload=xss()> <svg><script>xss()</script></svg> <math><mtext></mtext><style><img src=x onerror=xss()>',
  address:
    'javascript:xss() [a](javascript:xss()) data:text/html,<script>xss()</script> https://x.example/"onclick="xss()',
  quotes: `"onclick="xss()' onclick='xss() \` onclick=\`xss() " autofocus onfocus=xss() x="`,
  closing: '</textarea></title></style></script></select></option></template></noscript><b xssattr>',
  template:
    '{{7*7919}} #{7*7919} !{7*7919} ${7*7919} <%= 7*7919 %> #[b xss] {%raw%} {{constructor.constructor("xss()")()}}',
  entity: '&lt;script&gt;xss()&lt;/script&gt; &#60;img src=x onerror=xss()&#62; &amp;lt;b&amp;gt; &quot;&apos;',
  bidi: '\u202Egnp.exe\u202C \u2066x\u2069 \u200Fx \u200B\uFEFF \u061C',
  lines: 'x\r\nSet-Cookie: xss=1\r\n\r\n<b>xss</b>\u2028\u2029\u0085',
  comment: '--><b xssattr> <!-- <![CDATA[ ]]> <?xml ?> <!DOCTYPE x>',
};

/** The same with nothing in it that means anything in a page: as long, with the same lines. */
const harmless = (text: string): string => text.replaceAll(/[^\w\s:/.,()@-]/gu, 'x');

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document;

/** Every element of a page with the names of its attributes. */
function shapeOf(node: Node): string[] {
  const own =
    'tagName' in node
      ? [
          `${node.tagName}[${node.attrs
            .map(({ name }) => name)
            .sort()
            .join()}]`,
        ]
      : [];
  return [...own, ...('childNodes' in node ? node.childNodes.flatMap(shapeOf) : [])];
}

/** What there is more of than in the other; a value that a filter cannot take has a link less in the journal. */
function beyond(shape: readonly string[], plain: readonly string[]): string[] {
  const count = (all: readonly string[], one: string): number => all.filter((other) => other === one).length;
  return [...new Set(shape)].filter((one) => count(shape, one) > count(plain, one));
}

/** The address in one of them, cut where it would break out. */
const linked = 'href="https://x.example/" of <a>';

/** Asked for without an answer, it does nothing yet. */
const isQuestion = (func: Func): boolean =>
  func.kind === 'verb' &&
  func.verb.page === undefined &&
  typeof func.verb.confirm !== 'function' &&
  (func.verb.confirm ?? func.verb.input !== undefined) !== false;

describe('a page with hostile text in it', function () {
  this.timeout(300_000);
  let stage: Stage;
  before(async () => (stage = await openStage()));
  after(() => stage.close());

  const watchers = (): [string, Visitor][] =>
    ['root', 'root as north', 'north as alice'].flatMap((name) => {
      const visitor = stage.visitors.get(name);
      return visitor ? [[name, visitor] as [string, Visitor]] : [];
    });

  /** What everybody sees, page by page. */
  async function pagesWith(text: string): Promise<Map<string, string>> {
    await poison(stage.db, { short: text.slice(0, 24), long: text });
    const pages = new Map<string, string>();
    for (const [name, visitor] of watchers())
      for (const func of await allFuncs()) {
        const [elid = ''] = stage.elidsOf(func.name);
        const keep = (where: string, { body, status }: Reply): void => {
          assert.ok(status < 500, `${name} ${func.name} ${where}: ${String(status)}`);
          pages.set(`${name} ${func.name} ${where}`, body);
        };
        if (isQuestion(func)) keep('asked', await visitor.post('/do', { func: func.name, elid }));
        if (func.kind === 'verb' || func.kind === 'file') continue;
        keep('', await visitor.get(`/${func.name}`));
        if (elid !== '') keep(elid, await visitor.get(`/${func.name}`, { elid }));
      }
    return pages;
  }

  for (const [what, text] of Object.entries(payloads))
    it(`has the elements and attributes that it has with harmless text: ${what}`, async () => {
      const [plain, hostile] = [await pagesWith(harmless(text)), await pagesWith(text)];
      for (const [where, body] of hostile) {
        assert.deepEqual(beyond(shapeOf(parse(body)), shapeOf(parse(plain.get(where) ?? ''))), [], where);
        const strange = intruders(parse(body)).filter((one) => one !== linked);
        assert.deepEqual(strange, [], where);
        assert.ok(!body.includes('55433'), `${where} has calculated`);
      }
    });

  /** What alice is sent when north answers in her ticket. */
  async function mailWith(text: string): Promise<Mail> {
    await poison(stage.db, { short: text.slice(0, 24), long: text });
    await stage.db('logins').update({ email: 'reader@example.com' });
    await stage.db('outbox').del();
    const north = stage.visitors.get('north');
    const { status } = (await north?.post('/ticket.reply', { elid: '1', text })) ?? { status: 0 };
    assert.equal(status, 303);
    const [row, ...more] = await stage.db('outbox').select('mail');
    assert.ok(row && more.length === 0, 'not one mail');
    return Mail.parse(JSON.parse(row.mail));
  }

  it('is no other mail either, and begins no other header', async () => {
    for (const [what, text] of Object.entries(payloads)) {
      const [plain, hostile] = [await mailWith(harmless(text)), await mailWith(text)];
      assert.deepEqual(beyond(shapeOf(parse(hostile.html)), shapeOf(parse(plain.html))), [], what);
      const { text: body, html, ...headers } = hostile;
      assert.doesNotMatch(JSON.stringify(headers), /\\[rn]|[\u2028\u2029\u0085]/, what);
      assert.deepEqual(
        intruders(parse(html)).filter((one) => /^(?:<(?!style)|on|xss)/.test(one)),
        [],
        what,
      );
      assert.ok(body.length > 0);
    }
  });
});
