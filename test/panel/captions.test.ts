import assert from 'node:assert/strict';
import { captions } from '../../src/panel/captions.ts';
import type { Manifest } from '../../src/panel/manifest.ts';

const textsOf = (texts: Record<string, string>): Map<string, Map<string, string>> =>
  new Map([['user', new Map(Object.entries(texts))]]);

const manifest: Manifest = {
  name: 'x',
  version: '1',
  plugins: [],
  menu: [],
  funcs: new Map(),
  captions: {
    en: textsOf({
      title: 'Users',
      only_en: 'Only {{names}}',
      ask_one: 'This user?',
      ask_other: '{{count}} users?',
      late_one: 'One',
      late_other: '{{count}} late',
    }),
    ru: textsOf({
      title: 'Пользователи',
      ask_one: '{{count}} пользователь?',
      ask_few: '{{count}} пользователя?',
      ask_many: '{{count}} пользователей?',
      ask_other: '…',
    }),
  },
};

describe('a caption', () => {
  const en = captions(manifest, 'en');
  const ru = captions(manifest, 'ru');

  it('is said in the language asked for', () => {
    assert.deepEqual([en('user', 'title'), ru('user', 'title')], ['Users', 'Пользователи']);
  });

  it('has the plural of its language', () => {
    assert.deepEqual(
      [1, 2].map((count) => en('user', 'ask', { count })),
      ['This user?', '2 users?'],
    );
    assert.deepEqual(
      [1, 2, 5].map((count) => ru('user', 'ask', { count })),
      ['1 пользователь?', '2 пользователя?', '5 пользователей?'],
    );
  });

  it('is English where the language lacks it, plurals too', () => {
    assert.equal(ru('user', 'only_en', { names: 'bob' }), 'Only bob');
    assert.equal(ru('user', 'late', { count: 2 }), '2 late');
  });

  it('is its key where nobody has it', () => {
    assert.deepEqual(
      [en('user', 'nope'), ru('nobody', 'title'), en('user', 'constructor', { count: 2 })],
      ['nope', 'title', 'constructor'],
    );
  });

  it('is looked up in tables made once', () => {
    assert.equal(captions(manifest, 'ru'), ru);
  });
});
