import assert from 'node:assert/strict';
import fc from 'fast-check';
import { speaker, translator } from '../../src/lang/translate.ts';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a translator', () => {
  it('says a message in the language asked for', () => {
    assert.equal(translator('en')('error.select_one'), 'Select exactly one row.');
    assert.equal(translator('ru')('error.select_one'), 'Выберите ровно одну строку.');
  });

  it('puts values in', () => {
    const said = translator('en')('account.name.taken', { name: 'bob', suggestion: 'bob2' });
    assert.equal(said, '“bob” is taken. Try “bob2”.');
  });

  it('leaves escaping to the templates', () => {
    assert.equal(
      translator('en')('account.deleted', { name: '<b>&"/' }),
      '“<b>&"/” is deleted and can no longer be changed.',
    );
  });

  it('chooses the English plural', () => {
    const t = translator('en');
    assert.match(t('account.has_users', { name: 'north', count: 1 }), /has 1 user\. Delete it/);
    assert.match(t('account.has_users', { name: 'north', count: 5 }), /has 5 users\. Delete them/);
  });

  it('chooses among the Russian plurals', () => {
    const t = translator('ru');
    const word = (count: number): string =>
      /ещё [\d\s\u00a0,]+ (пользовател\S+)\./.exec(t('account.has_users', { name: 'north', count }))?.[1] ?? '';
    assert.deepEqual([1, 2, 5, 11, 21, 22, 25, 1.5].map(word), [
      'пользователь',
      'пользователя',
      'пользователей',
      'пользователей',
      'пользователь',
      'пользователя',
      'пользователей',
      'пользователя',
    ]);
  });

  it('writes numbers as the reader does', () => {
    assert.equal(translator('en')('field.max', { max: 12345 }), 'Enter 12,345 or less.');
    assert.equal(plain(translator('ru')('field.max', { max: 12345 })), 'Введите 12 345 или меньше.');
  });

  it('names amounts in the unit of the field, rounded so that they are accepted', () => {
    const used = { amount: 1.561 * 2 ** 30, unit: 'disk' } as const;
    assert.equal(
      translator('en')('account.limit.below_used', { used }),
      'Already in use: 1.56 GiB. Enter 1.57 GiB or more.',
    );
    const max = { amount: 1.569e9, unit: 'traffic' } as const;
    assert.match(
      translator('ru')('account.limit.above_parent', { parent: 'north', max }),
      /Введите 1,56 ГБ или меньше\./,
    );
  });

  it('writes amounts without grouping, since they are typed back', () => {
    const used = { amount: 12_345 * 2 ** 30, unit: 'disk' } as const;
    assert.match(translator('en')('account.limit.below_used', { used }), /Enter 12345 GiB or more/);
  });

  it('shows what people typed as it is, whatever it holds', () => {
    const t = translator('en');
    const tricky = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '{{name}}',
        '{{- name}}',
        '$t(error.csrf)',
        '{{suggestion}}',
        '$t(error.csrf, {"a":"{{name}}"})',
        '$&',
        "$'",
      ),
    );
    fc.assert(
      fc.property(
        fc.array(tricky).map((parts) => parts.join('')),
        (name) => {
          assert.equal(t('account.deleted', { name }), `“${name}” is deleted and can no longer be changed.`);
        },
      ),
    );
  });

  it('leaves a placeholder in sight that got no value', () => {
    assert.match(translator('en')('account.name.taken', { name: 'bob' }), /Try “\{\{suggestion\}\}”/);
  });

  it('is not confused by values named like options', () => {
    const say = speaker('en', { x: '{{lng}} {{context}} {{defaultValue}}', x_b: 'wrong' });
    assert.equal(say('x', { lng: 'ru', context: 'b', defaultValue: 'd' }), 'ru b d');
  });

  it('answers a key that nobody has with the key', () => {
    const say = speaker('en', { x: 'X' });
    assert.deepEqual([say('y'), say('y', { count: 2 }), say('constructor')], ['y', 'y', 'constructor']);
  });
});
