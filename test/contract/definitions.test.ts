import assert from 'node:assert/strict';
import { z } from 'zod';
import type { AnyModule, ListDef } from '../../src/panel/define.ts';
import { createRegistry } from '../../src/panel/registry.ts';

const row = z.object({ id: z.number(), name: z.string(), size: z.number() });

const list: ListDef<typeof row> = {
  row,
  key: 'name',
  columns: { name: { sortable: true }, size: {} },
  defaultSort: 'name',
  load: () => Promise.resolve({ rows: [], next: null }),
  count: () => Promise.resolve({ matching: 0, bounded: false, views: {} }),
  names: () => Promise.resolve(new Map()),
};

const schema = z.object({ name: z.string(), size: z.number() });
const form = { schema, fields: { name: {}, size: {} }, load: () => Promise.resolve({ name: '', size: 0 }) };
const verb = { on: 'one', run: () => Promise.resolve(undefined) } as const;
const page = { view: 'overview', load: () => Promise.resolve({}) };

const right: AnyModule = { name: 'thing', levels: ['admin', 'reseller'], list, form, verbs: { melt: verb } };

/** A definition that is wrong in one way, and what the refusal says of it. */
const wrong: Readonly<Record<string, readonly [Record<string, unknown>, RegExp]>> = {
  'a name with a dot': [{ name: 'thing.other' }, /lower-case/],
  'a name in capitals': [{ name: 'Thing' }, /lower-case/],
  'an empty name': [{ name: '' }, /lower-case/],
  'nobody it is open to': [{ levels: [] }, /open to nobody/],
  'a level that does not exist': [{ levels: ['admin', 'owner'] }, /open wider/],
  'nothing in it': [{ list: undefined, form: undefined, verbs: undefined }, /neither list/],
  'a list and a page under one name': [{ page }, /thing is defined twice/],
  'a verb called like its form': [{ verbs: { edit: verb } }, /thing\.edit is defined twice/],
  'a page called like a verb': [{ pages: { melt: page } }, /thing\.melt is defined twice/],
  'a verb open wider than itself': [{ verbs: { melt: { ...verb, levels: ['user'] } } }, /open wider.*user/],
  'a page open wider than itself': [{ pages: { more: { ...page, levels: ['admin', 'user'] } } }, /open wider.*user/],
  'a default sort that is no column': [{ list: { ...list, defaultSort: 'weight' } }, /weight, which is no column/],
  'a default sort downwards that is no column': [{ list: { ...list, defaultSort: '-id' } }, /id, which is no column/],
  'a default sort by what cannot be sorted': [{ list: { ...list, defaultSort: 'size' } }, /not sortable/],
  'a default sort all objects have': [{ list: { ...list, defaultSort: 'constructor' } }, /no column/],
  'a column its rows lack': [{ list: { ...list, columns: { ...list.columns, weight: {} } } }, /weight is no key/],
  'a key its rows lack': [{ list: { ...list, key: 'code' } }, /code is no key/],
  'a form that lacks a field': [{ form: { ...form, fields: { name: {} } } }, /lacks field size/],
  'a form with a field too many': [
    { form: { ...form, fields: { ...form.fields, level: {} } } },
    /level is not in the schema/,
  ],
  'a verb on rows without a list': [{ list: undefined, form: undefined }, /acts on rows/],
  'a verb undone by nothing': [{ verbs: { melt: { ...verb, undo: 'freeze' } } }, /undone by freeze/],
};

describe('a registry', () => {
  it('takes a right definition', () => {
    assert.deepEqual([...createRegistry([right]).keys()], ['thing']);
  });

  it('refuses two modules of one name', () => {
    assert.throws(() => createRegistry([right, { ...right }]), /thing is defined twice/);
  });

  for (const [what, [change, said]] of Object.entries(wrong))
    it(`refuses ${what}`, () => {
      const module = { ...right, ...change } as unknown as AnyModule;
      assert.throws(() => createRegistry([module]), said);
    });
});
