import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Level } from '../../src/kernel/ctx.ts';
import { checkManifest } from '../../src/panel/check-manifest.ts';
import { defineModule } from '../../src/panel/define.ts';
import type { Manifest } from '../../src/panel/manifest.ts';

const never = (): Promise<never> => Promise.reject(new Error('not called'));
const note = defineModule({
  name: 'note',
  levels: ['admin', 'user'],
  list: {
    row: z.object({ subject: z.string() }),
    key: 'subject',
    columns: { subject: { sortable: true } },
    defaultSort: 'subject',
    views: ['old'],
    load: never,
    count: never,
    names: never,
  },
  form: { schema: z.object({ body: z.string() }), fields: { body: { group: 'text' } }, load: never, create: never },
  verbs: { burn: { on: 'many', confirm: 'simple', levels: ['admin'], run: never } },
  pages: { print: { view: 'print', load: never } },
});
const registry = new Map([['note', note]]);

const plain = [
  'title',
  'title_one',
  'help',
  'subject',
  'view_all',
  'view_old',
  'empty_title',
  'empty_text',
  'body',
  'group_text',
  'done_edit',
  'verb_edit',
  'new',
  'done_new',
  'verb_burn',
  'done_burn',
  'verb_print',
];

type Texts = Map<string, Map<string, string>>;
const textsOf = (...keys: string[]): Texts =>
  new Map([
    ['note', new Map(keys.map((key) => [key, 'text']))],
    [
      'desktop',
      new Map([
        ['menu_desk', 'text'],
        ['menu_note', 'text'],
      ]),
    ],
  ]);

interface Draft extends Manifest {
  readonly captions: { en: Texts; ru: Texts };
  readonly funcs: Map<string, { levels: Level[]; file: string }>;
}

const right = (): Draft => ({
  name: 'x',
  version: '1',
  plugins: [],
  menu: [{ name: 'desk', icon: '', items: [{ func: 'note', icon: '', levels: ['admin'] }] }],
  funcs: new Map([
    ['note', { levels: ['admin', 'user'], file: 'a.xml' }],
    ['note.edit', { levels: ['user', 'admin'], file: 'a.xml' }],
    ['note.burn', { levels: ['admin'], file: 'a.xml' }],
    ['note.print', { levels: ['admin', 'user'], file: 'a.xml' }],
  ]),
  captions: {
    en: textsOf(...plain, 'ask_burn_one', 'ask_burn_other'),
    ru: textsOf(...plain, 'ask_burn_one', 'ask_burn_few', 'ask_burn_many', 'ask_burn_other'),
  },
});

describe('the check of a manifest', () => {
  it('finds nothing wrong with one that agrees with the modules', () => {
    assert.deepEqual(checkManifest(right(), registry), []);
  });

  it('finds a func that is not declared, and one that is not there', () => {
    const manifest = right();
    manifest.funcs.delete('note.print');
    manifest.funcs.set('note.fly', { levels: ['admin'], file: 'a.xml' });
    assert.deepEqual(checkManifest(manifest, registry), [
      'note.print is a func that no plugin.xml declares',
      'note.fly is declared in a.xml, but there is no such func',
    ]);
  });

  it('finds levels that disagree', () => {
    const manifest = right();
    manifest.funcs.set('note.burn', { levels: ['admin', 'user'], file: 'a.xml' });
    assert.deepEqual(checkManifest(manifest, registry), ['note.burn is open to admin, but declared for admin, user']);
  });

  for (const key of plain)
    it(`finds that ${key} is not said`, () => {
      const manifest = right();
      manifest.captions.ru.get('note')?.delete(key);
      assert.deepEqual(checkManifest(manifest, registry), [`note has no caption ${key} in ru`]);
    });

  it('finds a plural form that is missing in one language', () => {
    const manifest = right();
    manifest.captions.ru.get('note')?.delete('ask_burn_few');
    assert.deepEqual(checkManifest(manifest, registry), ['note has no caption ask_burn in ru']);
  });

  it('finds a menu section or entry without a name', () => {
    const manifest = right();
    manifest.captions.en.get('desktop')?.clear();
    assert.deepEqual(checkManifest(manifest, registry), [
      'desktop has no caption menu_desk in en',
      'desktop has no caption menu_note in en',
    ]);
  });
});
