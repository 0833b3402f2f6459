import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '../../src/panel/manifest.ts';

const own = join(import.meta.dirname, '../../plugin.xml');

describe('the manifest of the panel', () => {
  const manifest = readManifest([own]);

  it('names the panel and its version', () => {
    assert.deepEqual([manifest.name, manifest.version], ['sublet', '0.1.0']);
  });

  it('has the menu of each level', () => {
    const menuOf = (level: 'admin' | 'reseller' | 'user'): string[] =>
      manifest.menu.flatMap(({ name, items }) =>
        items.filter(({ levels }) => levels.includes(level)).map(({ func }) => `${name}/${func}`),
      );
    assert.deepEqual(menuOf('admin'), [
      '/overview',
      'accounts/reseller',
      'accounts/user',
      'hosting/site',
      'hosting/server',
      'hosting/problem',
      'hosting/drift',
      'support/ticket',
      'support/ticketcategory',
      'support/savedanswer',
      'support/ticketsetting',
      'system/journal',
      'system/outbox',
    ]);
    assert.deepEqual(menuOf('reseller'), [
      '/overview',
      'accounts/user',
      'hosting/site',
      'hosting/problem',
      'support/ticket',
      'support/ticketcategory',
      'support/savedanswer',
      'support/ticketsetting',
      'system/journal',
    ]);
    assert.deepEqual(menuOf('user'), [
      '/overview',
      'hosting/site',
      'hosting/problem',
      'support/ticket',
      'system/journal',
    ]);
  });

  it('calls funcs by their names here, without ISPmanager’s prefix', () => {
    assert.deepEqual(manifest.funcs.get('reseller.disable')?.levels, ['admin']);
    assert.deepEqual(manifest.funcs.get('user.move')?.levels, ['admin']);
    assert.deepEqual(manifest.funcs.get('session.end')?.levels, ['admin', 'reseller', 'user']);
  });

  it('has the same captions in each language, with the same placeholders', () => {
    const base = (key: string): string => key.replace(/_(one|few|many|other)$/, '');
    const shape = (lang: 'en' | 'ru'): string[] =>
      [...manifest.captions[lang]].flatMap(([name, texts]) =>
        [...texts].map(
          ([key, text]) => `${name}/${base(key)} ${[...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort().join()}`,
        ),
      );
    // The English form for one may do without the number; the others may not.
    const comparable = (lang: 'en' | 'ru'): string[] =>
      [...new Set(shape(lang))].filter((line) => !/\/ask_\w+ $/.test(line)).sort();
    assert.deepEqual(comparable('ru'), comparable('en'));
  });
});

describe('several plugins', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'manifest-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, inner: string): string => {
    const file = join(folder, `${name}.xml`);
    writeFileSync(file, `<?xml version="1.0"?><mgrdata><plugin name="${name}" version="2"/>${inner}</mgrdata>`);
    return file;
  };
  const notes = '<handler name="notes" type="xml"><func name="notes" level="28+"/></handler>';

  it('add funcs, menu entries and captions to the panel’s', () => {
    const menu = '<mainmenu level="29"><node name="accounts"><node name="notes" image="note"/></node></mainmenu>';
    const texts = '<lang name="en"><messages name="notes"><msg name="title">Notes &amp; more</msg></messages></lang>';
    const manifest = readManifest([own, write('notes', notes + menu + texts)]);
    assert.equal(manifest.name, 'sublet');
    assert.deepEqual(
      manifest.plugins.map(({ name }) => name),
      ['sublet', 'notes'],
    );
    assert.deepEqual(manifest.funcs.get('notes')?.levels, ['admin', 'reseller']);
    assert.deepEqual(manifest.menu.find(({ name }) => name === 'accounts')?.items.at(-1), {
      func: 'notes',
      icon: 'note',
      levels: ['admin'],
    });
    assert.equal(manifest.captions.en.get('notes')?.get('title'), 'Notes & more');
  });

  it('may speak languages that the panel does not', () => {
    const texts = '<lang name="fi"><messages name="notes"><msg name="title">Muistiot</msg></messages></lang>';
    assert.doesNotThrow(() => readManifest([own, write('notes', notes + texts)]));
  });

  const refuses = (inner: string, message: RegExp, name = 'notes'): void => {
    assert.throws(
      () => readManifest([own, write(name, inner)]),
      (error: Error) => {
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(join(folder, `${name}.xml`)), error.message);
        return true;
      },
    );
  };

  it('cannot declare a func twice, and both files are named', () => {
    refuses(
      '<handler name="x"><func name="sublet.user" level="29"/></handler>',
      /func user is declared in .*plugin\.xml already/,
    );
  });

  it('cannot replace a caption or a menu entry', () => {
    refuses(
      '<lang name="ru"><messages name="user"><msg name="title">X</msg></messages></lang>',
      /user\/title \(ru\) is given in .*plugin\.xml already/,
    );
    refuses(
      '<mainmenu level="29"><node name="hosting"><node name="site"/></node></mainmenu>',
      /menu entry site is declared in .*plugin\.xml/,
    );
  });

  it('cannot have one name', () => {
    refuses('', /plugin sublet is declared in .*plugin\.xml already/, 'sublet');
  });

  it('cannot show a menu entry that is no func, or to those who may not call it', () => {
    refuses('<mainmenu level="29"><node name="a"><node name="nope"/></node></mainmenu>', /menu entry nope is no func/);
    refuses(
      `${notes}<mainmenu level="16"><node name="a"><node name="notes"/></node></mainmenu>`,
      /shows notes to user, who may not call it/,
    );
  });

  it('cannot bring entities or a document type', () => {
    const file = join(folder, 'evil.xml');
    writeFileSync(
      file,
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><mgrdata><plugin name="evil" version="&e;"/></mgrdata>',
    );
    assert.throws(() => readManifest([own, file]), /evil\.xml: .*not allowed/);
  });

  for (const [what, inner, message] of [
    ['a tag left open', '<handler>', /tag/i],
    ['a func without level', '<handler name="x"><func name="a"/></handler>', /level/],
    ['a level nobody has', '<handler name="x"><func name="a" level="chief"/></handler>', /“chief” is no level/],
    ['a second plugin', '<plugin name="b" version="1"/>', /plugin/],
  ] as const)
    it(`name the file and the cause of ${what}`, () => {
      refuses(inner, message);
    });

  it('must be there', () => {
    assert.throws(() => readManifest([join(folder, 'none.xml')]), /none\.xml: ENOENT/);
    assert.throws(() => readManifest([]), /no plugin\.xml/);
  });
});
