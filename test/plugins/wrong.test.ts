import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPanel } from '../../src/app.ts';
import { failureOf } from '../../src/cli/failure.ts';

const repository = join(import.meta.dirname, '../..');
const example = join(repository, 'examples/notice');

describe('a wrong plugin', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'sublet-plugins-'));
    // As the README says for plugins that lie elsewhere.
    mkdirSync(join(place, 'node_modules'));
    symlinkSync(repository, join(place, 'node_modules/sublet'));
  });
  afterEach(() => {
    rmSync(place, { recursive: true });
  });

  /** A plugin of this name: its declaration, and its code. */
  function put(name: string, xml: string, code: string | null): string {
    const folder = join(place, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'plugin.xml'), xml);
    if (code !== null) writeFileSync(join(folder, 'index.ts'), code);
    return folder;
  }

  /** The example with its declaration changed. */
  function change(from: string | RegExp, to: string): string {
    const folder = join(place, 'notice');
    cpSync(example, folder, { recursive: true });
    const xml = readFileSync(join(folder, 'plugin.xml'), 'utf8');
    assert.match(xml, new RegExp(from));
    writeFileSync(join(folder, 'plugin.xml'), xml.replace(from, to));
    return folder;
  }

  const xmlOf = (name: string, inner = ''): string => `<mgrdata><plugin name="${name}" version="1"/>${inner}</mgrdata>`;

  /** What the start says, in the words of the command line. */
  async function saidOf(folder: string): Promise<string> {
    const thrown = await loadPanel(place).then(
      () => assert.fail('it was taken'),
      (error: unknown) => error,
    );
    const { text, code } = failureOf(thrown);
    assert.equal(code, 1);
    assert.ok(text.startsWith(`The plugin in ${folder} cannot be used (`), text);
    return text.slice(`The plugin in ${folder} cannot be used (`.length, -1);
  }

  it('is told from a right one', async () => {
    cpSync(example, join(place, 'notice'), { recursive: true });
    mkdirSync(join(place, 'not-a-plugin'));
    assert.deepEqual(
      (await loadPanel(place)).manifest.plugins.map(({ name }) => name),
      ['sublet', 'notice'],
    );
  });

  it('has code that cannot be loaded', async () => {
    assert.equal(await saidOf(put('bad', xmlOf('bad'), `throw new Error('no luck');`)), 'no luck');
  });

  it('imports what is not there', async () => {
    assert.match(await saidOf(put('bad', xmlOf('bad'), `import 'nothing-of-the-kind';`)), /nothing-of-the-kind/);
  });

  it('has no code, or exports no modules', async () => {
    const folder = put('bad', xmlOf('bad'), null);
    assert.equal(await saidOf(folder), 'there is a plugin.xml but no index.ts or index.js');
    writeFileSync(join(folder, 'index.ts'), 'export const modules = {};');
    assert.match(await saidOf(folder), /must export “modules”, an array of module definitions$/);
  });

  it('takes a name that is taken', async () => {
    const code = `export const modules = [{ name: 'reseller', levels: ['admin'], page: { view: '', load: async () => ({}) } }];`;
    assert.equal(await saidOf(put('bad', xmlOf('bad'), code)), 'module reseller is defined twice');
  });

  it('defines a module that makes no sense', async () => {
    const code = `export const modules = [{ name: 'bad', levels: [] }];`;
    assert.equal(
      await saidOf(put('bad', xmlOf('bad'), code)),
      'module bad: it is open to nobody; it has neither list, form, verb nor page',
    );
  });

  it('declares a func again', async () => {
    assert.match(
      await saidOf(change('<func name="notice" level="28 29"/>', '<func name="reseller" level="29"/>')),
      /func reseller is declared in .*plugin\.xml already$/,
    );
  });

  it('leaves a func or a caption out', async () => {
    assert.match(
      await saidOf(change('<func name="notice.publish" level="28 29"/>', '')),
      /\n {2}notice\.publish is a func that no plugin\.xml declares$/,
    );
    rmSync(join(place, 'notice'), { recursive: true });
    assert.match(
      await saidOf(change(/<msg name="verb_publish">Показать<\/msg>/, '')),
      /\n {2}notice has no caption verb_publish in ru$/,
    );
  });

  it('declares another level than it has', async () => {
    assert.match(
      await saidOf(change('<func name="board" level="16 28"/>', '<func name="board" level="16 28 29"/>')),
      /menu|board is open to reseller, user, but declared for admin, reseller, user$/,
    );
  });

  it('is called otherwise than its folder', async () => {
    assert.equal(
      await saidOf(change('<plugin name="notice"', '<plugin name="other"')),
      'plugin.xml calls it “other”: give the folder that name',
    );
  });

  it('has a plugin.xml that is no XML', async () => {
    assert.match(await saidOf(put('bad', '<mgrdata><plugin>', 'export const modules = [];')), /bad\/plugin\.xml: /);
  });

  it('is looked for in a folder that is not there', async () => {
    const { text, code } = failureOf(await loadPanel(join(place, 'none')).catch((error: unknown) => error));
    assert.deepEqual([text, code], [`PLUGINS_DIR names ${join(place, 'none')}, which is not there.`, 2]);
  });
});
