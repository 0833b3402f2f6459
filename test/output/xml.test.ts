import assert from 'node:assert/strict';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import fc from 'fast-check';
import { forbidden, PanelError, refuse } from '../../src/kernel/errors.ts';
import { xml, escapeXml } from '../../src/output/xml.ts';
import { alice, bob, dataOf, doneOf, formOf, listOf, oldReader, reader, whole } from './samples.ts';

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const docOf = async (...given: Parameters<typeof xml>): Promise<string> => {
  const text = await whole(xml(...given));
  assert.ok(text.startsWith(head));
  SyntaxValidator.validate(text);
  return text.slice(head.length).trimEnd();
};

describe('XML', () => {
  it('of a list has the key, raw values and flags, and no empty cell', async () => {
    assert.equal(
      await docOf(listOf([alice], [bob]), reader()),
      '<doc><elem><name>alice</name><reseller>north</reseller><active>on</active><shell>off</shell><cgi>off</cgi><php>on</php><ssi>off</ssi><https>on</https>' +
        '<disk_used>1024</disk_used><disk_max>2048</disk_max><createdAt>2026-07-09T00:00:00.000Z</createdAt></elem>' +
        '<elem><name>bob</name><active>off</active><shell>off</shell><cgi>off</cgi><php>off</php><ssi>off</ssi><https>off</https>' +
        '<disk_used>0</disk_used><createdAt>2026-07-09T00:00:00.000Z</createdAt></elem></doc>',
    );
  });

  it('of a list shows nothing that is no column, and no column of another level', async () => {
    const text = await docOf(listOf([alice]), reader('reseller'));
    assert.doesNotMatch(text, /canary|north/);
  });

  it('of a form has its values and no password', async () => {
    const values = { name: 'alice', password: 'canary', diskMax: null, php: true, extra: 'canary' };
    assert.equal(
      await docOf(formOf(values), reader()),
      '<doc><name>alice</name><diskMax/><php>on</php><elid>alice</elid></doc>',
    );
  });

  it('of what was done is ok, with the key of what was made', async () => {
    assert.equal(await docOf(doneOf(), reader()), '<doc><ok/></doc>');
    assert.equal(await docOf(doneOf({ id: 'alice' }), reader()), '<doc><ok/><id>alice</id></doc>');
  });

  it('of an error has type, object, value and message', async () => {
    const taken = refuse('conflict', 'name', 'account.name.taken_plain', { name: 'b<b' });
    assert.equal(
      await docOf(taken, reader()),
      '<doc><error type="exists" object="name" lang="en"><object>name</object><value>b&lt;b</value><msg>“b&lt;b” is taken. Choose another name.</msg></error></doc>',
    );
  });

  it('speaks the reader’s language', async () => {
    assert.match(
      await docOf(new PanelError('unauthenticated', 'error.unauthenticated'), { lang: 'ru', level: 'user' }),
      /type="auth" object="" lang="ru"><msg>Сначала войдите/,
    );
  });

  it('of rows of which some refused is an error that names both', async () => {
    const text = await docOf(doneOf({ failed: [{ elid: 'bob', error: forbidden('user.disable') }] }), reader());
    assert.match(
      text,
      /^<doc><error type="access" object="bob" lang="en">.*<\/error><done>alice<\/done><failed>bob<\/failed><\/doc>$/,
    );
  });

  it('of a form that was refused is the error', async () => {
    const answer = formOf({}, { problems: [{ field: 'diskMax', message: 'field.min', values: { min: 5 } }] });
    assert.match(await docOf(answer, reader()), /type="value" object="diskMax".*<msg>Enter 5 or more\.<\/msg>/);
  });

  it('of a page has its data, lists as repeated elements', async () => {
    const data = {
      total: 3,
      on: true,
      rows: [{ name: 'a' }, { name: 'b' }],
      'user.edit': null,
      '1 x': 'y',
      run: () => 1,
    };
    assert.equal(
      await docOf(dataOf(data), reader()),
      '<doc><total>3</total><on>on</on><rows><name>a</name></rows><rows><name>b</name></rows><user.edit/><_1_x>y</_1_x></doc>',
    );
  });

  it('is well formed and read back as it was, whatever people typed', async () => {
    const unit = fc.oneof(
      fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\t', '\n', '\r', '\0', '\x1b', '\ufffe', '\ud800', '😀', 'я'),
      fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
    );
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(unit, { minLength: 1 }).map((parts) => `x${parts.join('')}x`),
        async (name) => {
          const text = await docOf(listOf([{ ...alice, name }]), reader());
          const held = name.replaceAll(/[^\t\n\r\P{Cc}]|[\p{Cs}\ufffe\uffff]/gu, (lost) =>
            lost >= '\x7f' && lost <= '\x9f' ? lost : '',
          );
          const read = parser.parse(text) as { doc: { elem: { name: string } } };
          assert.equal(read.doc.elem.name, held);
        },
      ),
    );
  });

  it('drops what XML cannot hold', () => {
    assert.equal(escapeXml('a\0b\x1fc\ud800d\uffffe'), 'abcde');
  });
});

describe('XML for clients of version 4', () => {
  it('says errors by number', async () => {
    const taken = refuse('conflict', 'name', 'account.name.taken_plain', { name: 'b"b' });
    assert.equal(
      await docOf(taken, oldReader),
      '<doc><error code="2" obj="name" val="b&quot;b">“b&quot;b” is taken. Choose another name.</error></doc>',
    );
  });

  it('says a failed sign-in without a reason', async () => {
    assert.equal(await docOf(new PanelError('unauthenticated', 'login.wrong'), oldReader), '<doc><authfail/></doc>');
  });
});

describe('the type of an error', () => {
  const typeOf = async (error: PanelError): Promise<string | undefined> =>
    /type="(\w+)"/.exec(await whole(xml(error, reader())))?.[1];

  it('is the one ISPmanager’s clients know', async () => {
    const types = await Promise.all(
      [
        new PanelError('forbidden', 'error.forbidden', { func: 'user' }),
        new PanelError('unauthenticated', 'error.unauthenticated'),
        new PanelError('not_found', 'error.not_found', { what: 'bob' }),
        new PanelError('invalid', 'error.invalid'),
        new PanelError('conflict', 'error.conflict'),
        new PanelError('limit', 'account.limit.reached', { max: 5 }),
        new PanelError('not_found', 'error.func_missing', { func: 'nope' }),
      ].map(typeOf),
    );
    assert.deepEqual(types, ['access', 'auth', 'missed', 'value', 'exists', 'limit', 'nofunc']);
  });
});
