import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../src/kernel/errors.ts';
import { languages } from '../../src/lang/languages.ts';
import { translator, type TranslateAny } from '../../src/lang/translate.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantSites } from '../helpers/plant.ts';
import { differences, digest, snapshot } from '../helpers/snapshot.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';
import { allFuncs, ask } from './support.ts';

interface Sample {
  readonly by: Name;
  readonly elid?: string;
  /** Right in every field. */
  readonly right: Readonly<Record<string, string>>;
  /** What each field refuses; a field that takes whatever it is given has none. */
  readonly wrong: Readonly<Record<string, readonly string[]>>;
}

const long = (length: number): string => 'x'.repeat(length + 1);
const limit = ['-1', 'ten', '1e9', '1,5,5', '0x10', 'NaN', 'Infinity', '-∞', '99999999999999', '[]', '{}'];
const switches = (...names: string[]): Record<string, []> => Object.fromEntries(names.map((name) => [name, []]));

const account = {
  name: [
    '',
    'Ünïcode',
    'Upper',
    '1abc',
    '-abc',
    'a b',
    'a.b',
    'a@b',
    'root',
    'www-data',
    long(31),
    'a\u200bb',
    'a\nb',
    '../a',
  ],
  password: ['short', 'password123', long(200), 'aaaaaaaaaaaaaaaa'],
  displayName: [long(120)],
  email: [
    'nobody',
    'a@',
    '@b.example',
    'a b@c.example',
    'a@b.example, c@d.example',
    'a@b.example\nbcc: c@d.example',
    `${long(254)}@b.example`,
  ],
  comment: [long(2000)],
  diskMax: limit,
  trafficMax: limit,
  sitesMax: limit,
  ...switches('shell', 'cgi', 'php', 'ssi', 'https'),
};
const limits = { diskMax: '1', trafficMax: '1', sitesMax: '1' };

/** Every form and every verb with an input; one that is missing here fails. */
const samples: Readonly<Record<string, Sample>> = {
  'reseller.edit': {
    by: 'root',
    right: { name: 'west', usersMax: '3', ...limits },
    wrong: { ...account, usersMax: limit, ...switches('oversell') },
  },
  'user.edit': {
    by: 'root',
    right: { name: 'anna', reseller: 'north', ...limits },
    wrong: { ...account, reseller: ['nobody', 'alice', long(32)] },
  },
  'site.edit': {
    by: 'north',
    right: { name: 'new.example', owner: 'alice' },
    wrong: {
      name: [
        '',
        'localhost',
        'a b.example',
        '-a.example',
        'a..example',
        '127.0.0.1',
        'a.example/x',
        'a.example;',
        '"a.example',
        'a\u200b.example',
        `${long(63)}.example`,
        `${'a.'.repeat(127)}example`,
        '*.example',
        'a_b.example',
        '[::1]',
      ],
      owner: ['', 'nobody', 'carol', 'north', long(32)],
      ...switches('cgi', 'php', 'ssi', 'https'),
    },
  },
  profile: {
    by: 'alice',
    right: { lang: 'en', tz: 'UTC' },
    wrong: {
      lang: ['', 'xx', '../en', 'EN'],
      tz: ['', 'Mars/Base', '../UTC', 'utc;'],
      ...switches('shortcuts', 'password_now', 'password', 'password_again'),
    },
  },
  'reseller.disable': { by: 'root', elid: 'north', right: {}, wrong: { reason: [long(500)] } },
  'reseller.enable': { by: 'root', elid: 'north', right: {}, wrong: switches('everyUser') },
  'reseller.enter': { by: 'root', elid: 'north', right: {}, wrong: { back: [long(500)] } },
  'user.disable': { by: 'north', elid: 'alice', right: {}, wrong: { reason: [long(500)] } },
  'user.enter': { by: 'north', elid: 'alice', right: {}, wrong: { back: [long(500)] } },
  'user.move': { by: 'root', elid: 'alice', right: {}, wrong: { reseller: [long(32)] } },
  'usage.report': {
    by: 'root',
    right: { id: 'r1', format: 'csv', rows: 'account,disk' },
    wrong: { id: ['', 'a b', long(64)], format: ['', 'pdf'], rows: ['', ' '] },
  },
};

describe('every form', () => {
  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  after(() => db.destroy());

  it('and every field of it has its wrong values here', async () => {
    const fieldsOf = new Map(
      (await allFuncs()).flatMap((func) => {
        if (func.kind === 'form') return [[func.name, Object.keys(func.module.form?.fields ?? {})] as const];
        if (func.kind === 'verb' && func.verb.input) return [[func.name, Object.keys(func.verb.input.fields)] as const];
        return [];
      }),
    );
    assert.deepEqual([...fieldsOf.keys()].sort(), Object.keys(samples).sort());
    for (const [name, fields] of fieldsOf)
      assert.deepEqual(Object.keys(samples[name]?.wrong ?? {}).sort(), [...fields].sort(), name);
  });

  for (const [name, { by, elid, right, wrong }] of Object.entries(samples)) {
    const send = (params: Record<string, string>, asks: boolean): ReturnType<typeof ask> =>
      ask(tree.ctxOf(by), name, { elids: elid === undefined ? [] : [elid], params, sok: true, asks });

    for (const [field, values] of Object.entries(wrong).filter(([, list]) => list.length > 0))
      it(`${name} refuses wrong values of ${field}, names it and changes nothing`, async () => {
        const before = await digest(db);
        for (const value of values) {
          const shown = `“${value.slice(0, 40)}”`;
          const error = await send({ ...right, [field]: value }, false).then(
            () => assert.fail(`${shown} is taken`),
            (refusal: unknown) => refusal,
          );
          assert.ok(error instanceof PanelError, String(error));
          assert.deepEqual(
            error.problems.map((problem) => problem.field),
            [field],
            `${shown}: ${error.message}`,
          );
          for (const problem of error.problems) assertSaid(problem);

          const answer = await send({ ...right, [field]: value }, true);
          assert.ok('problems' in answer, `${shown} is not asked for again`);
          assert.deepEqual(
            answer.problems.map((problem) => problem.field),
            [field],
            shown,
          );
        }
        assert.equal(await digest(db), before);
      });
  }

  for (const [name, by, elid] of [
    ['reseller.edit', 'root', 'north'],
    ['user.edit', 'north', 'alice'],
    ['site.edit', 'alice', 'plain-alice-3.example'],
    ['profile', 'alice', undefined],
  ] as const)
    it(`${name} leaves no record when it is sent as it stands`, async () => {
      if (name === 'site.edit') await plantSites(db, tree, 'alice', 4);
      const before = await snapshot(db);
      for (const params of [{}, { level: 'admin' }]) {
        const elids = elid === undefined ? [] : [elid];
        // What has never been chosen is chosen by sending it, once.
        if (name === 'profile') await ask(tree.ctxOf(by), name, { sok: true });
        const first = await snapshot(db);
        assert.equal((await ask(tree.ctxOf(by), name, { elids, params, sok: true })).kind, 'done');
        const base = name === 'profile' ? first : before;
        const changed = differences(base, await snapshot(db)).filter((line) => !line.startsWith('+ operations'));
        assert.deepEqual(changed, []);
      }
    });

  /** A sentence in every language, with all that stands in it filled in. */
  function assertSaid({ message, values }: PanelError['problems'][number]): void {
    for (const lang of Object.keys(languages) as (keyof typeof languages)[]) {
      const said = (translator(lang) as TranslateAny)(message, values);
      assert.notEqual(said, message);
      assert.doesNotMatch(said, /\{\{|\}\}|undefined|\[object/u);
    }
  }
});
