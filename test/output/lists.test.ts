import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { levels, type Level } from '../../src/kernel/ctx.ts';
import { features } from '../../src/kernel/features.ts';
import type { Answer, Row } from '../../src/panel/answer.ts';
import type { AnyModule, Column } from '../../src/panel/define.ts';
import { csv } from '../../src/output/csv.ts';
import { json, jsonData } from '../../src/output/json.ts';
import { text } from '../../src/output/text.ts';
import { xml } from '../../src/output/xml.ts';
import { thePanel } from '../contract/support.ts';
import { oldReader, reader, whole } from './samples.ts';

type ListAnswer = Extract<Answer, { kind: 'list' }>;
type Said = readonly Readonly<Record<string, string>>[];

const texts = ['plain', '"quoted\\"', "<b a='1'>&amp;</b>", 'zażółć ∞ 👍', 'a=b c=d', ''];
const at = Date.UTC(2026, 6, 9);
const states = [{ word: 'failed', text: texts[2], at }, { word: 'active', text: '', at: null }, {}];

/** What may stand in a cell, nothing included. */
function cellsOf({ as }: Column): readonly unknown[] {
  if (as === 'usage') return [{ used: 0, max: null }, { used: 2 ** 50, max: 1.5 }, null];
  if (as === 'state') return states;
  if (as === 'time') return [at, null, 0];
  if (as === 'properties')
    return [
      { active: true, features: ['https', 'shell'] },
      { active: true, features: ['cgi', 'php'] },
      { active: false, features: ['ssi'] },
      { active: true, features: [] },
    ];
  return as === 'flag' ? [true, false] : [...texts, 7, null, true];
}

function answerOf(module: AnyModule): ListAnswer {
  const columns = Object.entries(module.list?.columns ?? {}).map(([name, column]) => ({
    name,
    cells: cellsOf(column ?? {}),
  }));
  const key = module.list?.key ?? '';
  const rows = Array.from({ length: 12 }, (_, index): Row => ({
    ...Object.fromEntries(columns.map(({ name, cells }) => [name, cells[index % cells.length]])),
    [key]: `key "${String(index)}"`,
    secret: 'canary',
  }));
  const query = {
    ...{ filter: '', view: 'all', sort: key, desc: false, page: 1, perPage: 50 },
    ...{ deleted: false, after: null },
  };
  return { kind: 'list', module, query, page: { rows, next: null }, counts: null, chunks: null };
}

/** The same rows as they come when all are asked for: in parts, some of them empty. */
function streamed(answer: ListAnswer): ListAnswer {
  const { rows } = answer.page;
  const parts = [rows.slice(0, 5), [], rows.slice(5)];
  // eslint-disable-next-line @typescript-eslint/require-await -- the rows are here, unlike those of a database
  const chunks = (async function* () {
    yield* parts;
  })();
  return { ...answer, page: { rows: [], next: null }, chunks };
}

const elements = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === 'elem' });

describe('every list', () => {
  let answers: ListAnswer[];
  before(async () => {
    answers = [...(await thePanel()).registry.values()].filter(({ list }) => list).map(answerOf);
  });

  const each = async (check: (answer: ListAnswer, level: Level, said: Said) => Promise<void>): Promise<void> => {
    for (const answer of answers)
      for (const level of levels)
        await check(answer, level, JSON.parse(await whole(jsonData(answer, reader(level)))) as Said);
  };

  it('says the same to scripts in JSON, of either version', () =>
    each(async (answer, level, said) => {
      const elem = said.map((row) => Object.fromEntries(Object.entries(row).map(([name, $]) => [name, { $ }])));
      const doc = { $lang: 'en', $func: answer.module.name, elem };
      assert.equal(await whole(json(answer, reader(level))), JSON.stringify({ doc }));
      assert.equal(await whole(json(answer, { ...oldReader, level })), JSON.stringify(doc));
    }));

  it('says the same in XML', () =>
    each(async (answer, level, said) => {
      const { doc } = elements.parse(await whole(xml(answer, reader(level)))) as { doc: { elem: Said } };
      assert.deepEqual(doc.elem, said);
    }));

  it('says the same in text', () =>
    each(async (answer, level, said) => {
      const lines = said.map((row) =>
        Object.entries(row)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      );
      assert.equal(await whole(text(answer, reader(level))), lines.map((line) => `${line}\n`).join(''));
    }));

  it('says the same in CSV, with the properties as words', () =>
    each(async (answer, level, said) => {
      const records = parse(await whole(csv(answer, level)), { columns: true }) as unknown as Said;
      assert.equal(records.length, said.length);
      for (const [index, { properties = '', ...record }] of records.entries()) {
        const row = said[index] ?? {};
        for (const [name, value] of Object.entries(record)) assert.equal(value, row[name] ?? '', name);
        const on = ['active', ...features].filter((word) => row[word] === 'on').join(' ');
        assert.equal(properties.replace(/^disabled ?/, ''), on);
      }
    }));

  it('says the same whether it comes at once or in parts', () =>
    each(async (answer, level) => {
      for (const write of [json, jsonData, xml, text])
        assert.equal(await whole(write(streamed(answer), reader(level))), await whole(write(answer, reader(level))));
      assert.equal(await whole(csv(streamed(answer), level)), await whole(csv(answer, level)));
    }));

  it('tells each level its own columns and nothing that is no column', () =>
    each((answer, level, said) => {
      const { columns = {}, key = '' } = answer.module.list ?? {};
      const hidden = Object.entries(columns).filter(([, column]) => column?.levels?.includes(level) === false);
      for (const row of said) {
        assert.equal(Object.values(row).includes('canary'), false);
        assert.ok(Object.keys(row).length > 0 && !Object.values(row).includes(''));
        for (const [name] of hidden) assert.equal(name !== key && name in row, false, name);
      }
      return Promise.resolve();
    }));
});
