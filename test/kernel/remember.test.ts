import assert from 'node:assert/strict';
import { rememberingTexts } from '../../src/kernel/remember.ts';

describe('what is made of a text', () => {
  const counting = (): { made: string[]; read: (text: string) => { readonly said: string[] } } => {
    const made: string[] = [];
    const read = rememberingTexts((text) => {
      made.push(text);
      return { said: [text] };
    });
    return { made, read };
  };

  it('is made once, and of another text anew', () => {
    const { made, read } = counting();
    assert.equal(read('a'), read('a'));
    assert.deepEqual(read('b'), { said: ['b'] });
    assert.deepEqual(read('a'), { said: ['a'] });
    assert.deepEqual(made, ['a', 'b']);
  });

  it('cannot be changed by one for all', () => {
    const { read } = counting();
    assert.throws(() => read('a').said.push('x'), TypeError);
    assert.deepEqual(read('a'), { said: ['a'] });
  });

  it('is not remembered without end', () => {
    const { made, read } = counting();
    const long = 'x'.repeat(10_000);
    assert.deepEqual([read(long), read(long)], [{ said: [long] }, { said: [long] }]);
    assert.equal(made.length, 2);
    for (let n = 0; n < 2000; n += 1) read(String(n));
    assert.deepEqual(read('0'), { said: ['0'] });
    assert.equal(made.filter((text) => text === '0').length, 2);
  });

  it('is not remembered when it could not be made', () => {
    const read = rememberingTexts((text): object => JSON.parse(text) as object);
    assert.throws(() => read('{'));
    assert.throws(() => read('{'));
  });
});
