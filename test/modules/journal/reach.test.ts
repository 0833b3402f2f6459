import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { audit } from '../../../src/kernel/audit.ts';
import { countJournal } from '../../../src/modules/journal/journal.store.ts';
import { pageOf } from '../../contract/support.ts';
import { engine } from '../../helpers/db.ts';
import type { Name, Tree } from '../../helpers/tree.ts';
import { openHouse, type House } from '../../ui/panel.ts';

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');

/** What the engine says of a query: on MariaDB its estimates are a guess, but not the way it goes. */
type Step = Readonly<Record<string, unknown>>;

describe('a long journal', () => {
  let house: House;
  let db: Knex;
  let tree: Tree;
  before(async function () {
    this.timeout(60_000);
    house = await openHouse();
    ({ db, tree } = house);
    await db('audit').del();
    await record('needle', 0, 'alice');
    await record('hay', 10 * hour, 'bob');
    await multiply('bob', 15);
    await db('audit')
      .where({ object: 'bob' })
      .update({ at: db.raw('? + id', [start + 10 * hour]) });
  });
  after(() => db.destroy());

  const record = (word: string, later: number, name: 'alice' | 'bob'): Promise<void> => {
    const object = { kind: 'user', id: tree.ids[name], name, subjectId: tree.ids[name], scopeId: tree.ids.north };
    return audit(tree.ctxOf('north', start + later), `test.${name}`, object, { after: { word } });
  };

  /** Doubles what there is of somebody so many times, then adds half as many again: 2 ** 15 becomes 49,152 and more. */
  async function multiply(object: string, times: number): Promise<void> {
    const columns = Object.keys((await db('audit').first()) ?? {}).filter((name) => name !== 'id');
    const into = `audit (${columns.map((name) => `\`${name}\``).join(', ')})`;
    const copy = async (rows: Knex.QueryBuilder): Promise<void> => {
      await db.insert(rows.select(columns)).into(db.raw(into));
    };
    const all = (): Knex.QueryBuilder => db('audit').where({ object });
    for (let n = 0; n < times; n += 1) await copy(all());
    await copy(all().limit(17_300));
  }

  const found = async (name: Name, filter: string): Promise<number> =>
    (await pageOf(tree.ctxOf(name), 'journal', { filter })).counts.matching;

  it('is searched for a word in its latest part', async () => {
    assert.ok((await db('audit').pluck('id')).length > 50_000);
    for (const name of ['root', 'north'] as const) {
      assert.equal(await found(name, 'needle'), 0);
      assert.equal(await found(name, 'hay'), 10_000);
    }
  });

  it('is counted for a tab among as many records as a count reads', async () => {
    const ctx = tree.ctxOf('root');
    const counted = async (filter: string): Promise<{ matching: number; bounded: boolean }> => {
      const { query } = await pageOf(ctx, 'journal', { filter });
      const { matching, bounded } = await countJournal(ctx, { ...query, sparing: true });
      return { matching, bounded };
    };
    assert.deepEqual(await counted('hay'), { matching: 10_000, bounded: true });
    assert.deepEqual(await counted('needle'), { matching: 0, bounded: true });
    assert.deepEqual(await counted('object:alice needle'), { matching: 1, bounded: false });
  });

  it('says “at least” of a word, unless all was looked through', async () => {
    const last = db('audit').where({ object: 'bob' }).orderBy('id', 'desc').limit(3);
    await db('audit')
      .whereIn('id', await last.pluck('id'))
      .update({ search: 'three straws' });
    const root = await house.browse('root');
    const page = async (filter: string): Promise<string> =>
      (await root.get(`/journal?${new URLSearchParams({ filter }).toString()}`)).text;
    const shown = (text: string): (string | undefined)[] =>
      [/id="count">([^<]*)</, /([\d,]+–[\d,]+ of [\d,+]+)/].map((part) => part.exec(text)?.[1]);

    assert.deepEqual(shown(await page('straws')), ['3+', '1–3 of 3+']);
    assert.deepEqual(shown(await page('object:alice needle')), ['1', '1–1 of 1']);
    const none = await page('needle');
    assert.deepEqual(shown(none), ['', undefined]);
    assert.match(none, /Nothing matches “needle” in what was looked through, which was not everything\./);
    assert.match(await page('object:alice straws'), /Nothing matches “object:alice straws”\./);
  });

  it('has no more numbered pages than were counted', async () => {
    const root = await house.browse('root');
    const { text } = await root.get('/journal?filter=straws&p_num=2&p_cnt=2');
    assert.match(text, /p_num=2/);
    assert.doesNotMatch(text, /p_num=200/);
  });

  it('is searched as far back as one likes for a word with a day, a login, an object or a func', async () => {
    for (const name of ['root', 'north', 'alice'] as const)
      for (const narrowing of ['2026-02-01..2026-03-01', 'object:alice', 'func:test.alice'])
        if (narrowing.includes(':') || name === 'alice') assert.equal(await found(name, `${narrowing} needle`), 1);
    await db('audit')
      .where({ object: 'bob' })
      .where('id', '>', 10)
      .update({ at: start + 24 * hour });
    for (const name of ['root', 'north'] as const) {
      assert.equal(await found(name, 'needle'), 0);
      assert.equal(await found(name, '2026-03-01 needle'), 1);
    }
  });

  for (const name of ['root', 'north', 'alice'] as const)
    for (const filter of ['', 'object:alice', 'login:north', 'func:test.alice', '2026-03-01', 'needle'])
      for (const p_col of ['at', '-at'])
        it(`is walked along an index for ${name} by ${p_col} with “${filter}”`, async () => {
          for (const step of await planOf(tree, db, name, { filter, p_col }))
            if (engine === 'sqlite') assert.doesNotMatch(String(step['detail']), /TEMP B-TREE/);
            else assert.doesNotMatch(String(step['Extra']), /filesort|temporary/);
        });

  it('is entered at the rows of the login, object or func that is named', async () => {
    for (const name of ['root', 'north', 'alice'] as const)
      for (const filter of ['object:alice', 'login:north', 'func:test.alice']) {
        const [step = {}] = await planOf(tree, db, name, { filter });
        if (engine === 'sqlite') assert.match(String(step['detail']), /^SEARCH audit USING (?:COVERING )?INDEX audit_/);
        else assert.match(String(step['type']), /^(?:ref|range)$/, JSON.stringify(step));
      }
  });
});

/** How the engine does each query on the journal that a page of it makes. */
async function planOf(tree: Tree, db: Knex, name: Name, params: Record<string, string>): Promise<Step[]> {
  const asked: { sql: string; bindings: string[] }[] = [];
  const hear = (query: { sql: string; bindings: string[] }): void => void asked.push(query);
  db.on('query', hear);
  await pageOf(tree.ctxOf(name), 'journal', params);
  db.removeListener('query', hear);
  const steps: Step[] = [];
  for (const { sql, bindings } of asked.filter((query) => query.sql.includes('audit'))) {
    const said = await db.raw<Step[]>(`explain ${engine === 'sqlite' ? 'query plan ' : ''}${sql}`, bindings);
    steps.push(...(engine === 'sqlite' ? said : (said[0] as unknown as Step[])));
  }
  const own = steps.filter((step) => String(step['detail'] ?? step['table']).includes('audit'));
  assert.ok(own.length >= 2, 'rows and their number are two queries');
  return own;
}
