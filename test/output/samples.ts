import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Level } from '../../src/kernel/ctx.ts';
import type { Pieces } from '../../src/output/rows.ts';
import type { Answer, Row } from '../../src/panel/answer.ts';
import { defineModule } from '../../src/panel/define.ts';

type Kind<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

const Usage = z.object({ used: z.number(), max: z.number().nullable() });
const UserRow = z.object({
  name: z.string(),
  reseller: z.string(),
  properties: z.object({ active: z.boolean(), features: z.array(z.string()) }),
  disk: Usage,
  createdAt: z.number(),
  secret: z.string(),
});
const UserForm = z.object({ name: z.string(), password: z.string(), diskMax: z.number().nullable(), php: z.boolean() });
const never = (): Promise<never> => Promise.reject(new Error('not called'));

/** A module like that of the users, with one thing of each kind. `secret` is in the row and in no column. */
export const userModule = defineModule({
  name: 'user',
  levels: ['admin', 'reseller'],
  list: {
    row: UserRow,
    key: 'name',
    columns: {
      name: { as: 'name', sortable: true },
      reseller: { levels: ['admin'] },
      properties: { as: 'properties' },
      disk: { as: 'usage', unit: 'disk' },
      createdAt: { as: 'time' },
    },
    defaultSort: 'name',
    load: never,
    count: never,
    names: never,
  },
  form: {
    schema: UserForm,
    fields: {
      name: {},
      password: { as: 'newPassword' },
      diskMax: { as: 'number', unit: 'GiB' },
      php: { as: 'switch' },
    },
    load: never,
  },
});

export const alice: Row = {
  name: 'alice',
  reseller: 'north',
  properties: { active: true, features: ['https', 'php'] },
  disk: { used: 1024, max: 2048 },
  createdAt: Date.UTC(2026, 6, 9),
  secret: 'canary',
};
export const bob: Row = {
  ...alice,
  name: 'bob',
  reseller: '',
  properties: { active: false, features: [] },
  disk: { used: 0, max: null },
};

const stream = (chunks: Row[][]): AsyncIterable<Row[]> => Readable.from(chunks);

const query = { filter: '', view: 'all', sort: 'name', desc: false, page: 1, perPage: 50, deleted: false, after: null };

export const listOf = (...chunks: Row[][]): Kind<'list'> => ({
  kind: 'list',
  module: userModule,
  query,
  page: { rows: [], next: null },
  counts: null,
  chunks: stream(chunks),
});
export const pageOf = (rows: Row[]): Kind<'list'> => ({ ...listOf(), page: { rows, next: null }, chunks: null });

export const formOf = (values: Row, more: Partial<Kind<'form'>> = {}): Kind<'form'> => ({
  kind: 'form',
  module: userModule,
  func: 'user.edit',
  elid: 'alice',
  values,
  options: new Map(),
  problems: [],
  error: null,
  ...more,
});

export const doneOf = (more: Partial<Kind<'done'>> = {}): Kind<'done'> => ({
  kind: 'done',
  module: userModule,
  func: 'user.disable',
  done: ['alice'],
  failed: [],
  id: null,
  goto: null,
  undo: null,
  ...more,
});

export const dataOf = (data: Record<string, unknown>): Answer => ({
  kind: 'page',
  module: userModule,
  func: 'user.access',
  view: 'access',
  data,
  problems: [],
});

export const oldReader = { lang: 'en', level: 'admin', version: 4 } as const;
export const reader = (level: Level = 'admin') => ({ lang: 'en', level }) as const;

export async function whole(pieces: Pieces): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
