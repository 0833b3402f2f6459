import assert from 'node:assert/strict';
import { verify } from '@node-rs/argon2';
import fc from 'fast-check';
import { PanelError } from '../../../src/kernel/errors.ts';
import { checkPassword, hashPassword, isOutdated, matches, nobodysHash } from '../../../src/modules/logins/password.ts';

const refusal = (message: string) => (error: unknown) =>
  error instanceof PanelError && error.problems[0]?.message === message;

describe('a password', () => {
  it('has ten to two hundred characters, of any kind', async () => {
    await assert.rejects(checkPassword('ninechars', ''), refusal('password.short'));
    await assert.rejects(checkPassword('я'.repeat(201), ''), refusal('password.long'));
    for (const good of [
      'just-lower-case',
      'пароль из слов',
      '        x y z w',
      '🐘🐎🐖🐑🐐🐪🐫🦙🦒🐃',
      `${'long'.repeat(49)}, so`,
    ])
      await checkPassword(good, 'root');
  });

  it('is none of the commonest', async () => {
    for (const common of ['qwertyuiop', '1234567890', 'QwertyUiop', 'password123', 'aaaaaaaaaaaa', 'ababababab'])
      await assert.rejects(checkPassword(common, ''), refusal('password.common'));
  });

  it('does not contain the name', async () => {
    await assert.rejects(checkPassword('my-North-pass-word', 'north'), refusal('password.contains_name'));
    await checkPassword('a good password', 'al');
  });

  it('matches its hash and no other, without being cut off', async () => {
    const long = 'x'.repeat(199);
    const hash = await hashPassword(`${long}a`);
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await matches(hash, `${long}a`), true);
    assert.equal(await matches(hash, `${long}b`), false);
    assert.equal(isOutdated(hash), false);
  });

  it('matches however its characters are composed', async () => {
    assert.equal(await matches(await hashPassword('caf\u00e9 au lait'), 'cafe\u0301 au lait'), true);
  });

  it('never matches where there is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        assert.equal(await matches(null, text), false);
      }),
      { numRuns: 5 },
    );
  });

  it('costs as much to compare with nobody’s hash as with anybody’s', async () => {
    assert.equal(isOutdated(nobodysHash), false);
    assert.equal(nobodysHash.length, (await hashPassword('some password')).length);
    assert.equal(await verify(nobodysHash, 'some password'), false);
  });

  it('waits its turn: a storm is refused before it takes all memory', async () => {
    const hash = await hashPassword('some password');
    const results = await Promise.allSettled(Array.from({ length: 130 }, () => matches(hash, 'x')));
    const refused = results.filter((result) => result.status === 'rejected');
    assert.equal(refused.length, 28);
    assert.ok(refused.every(({ reason }) => reason instanceof PanelError && reason.code === 'too_many'));
    assert.equal(await matches(hash, 'some password'), true);
  });
});
