import assert from 'node:assert/strict';
import { agentKeyDigest, keysOf, newToken, sign, verify } from '../../src/kernel/host-key.ts';

const token = '7.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

function keys(of: string): { id: number; agent: string; panel: string } {
  const found = keysOf(of);
  assert.ok(found);
  return found;
}

describe('the keys of a server', () => {
  it('come from a token, the same each time', () => {
    assert.deepEqual(keys(token), keys(token));
    assert.equal(keys(token).id, 7);
    assert.match(newToken(12), /^12\.[\w-]{43}$/);
    assert.notEqual(newToken(12), newToken(12));
  });

  it('stay what they are from version to version', () => {
    assert.deepEqual(keys(token), {
      id: 7,
      agent: 'aFgSeYA78Cq0adSHiklneQuZc-et1RUJ2ligcdMa2RE',
      panel: 'LANiPEgQVMcj9EH1oRgJabEwys3hGDsGedLIQw4SqFg',
    });
  });

  it('tell nothing of each other or of the secret', () => {
    const { agent, panel } = keys(token);
    assert.notEqual(agent, panel);
    for (const key of [agent, panel]) {
      assert.match(key, /^[\w-]{43}$/);
      assert.equal(token.includes(key), false);
    }
    assert.match(agentKeyDigest(agent), /^[0-9a-f]{64}$/);
  });

  it('are of nothing but a token', () => {
    for (const wrong of [
      '',
      '7',
      '7.',
      `0${token}`,
      `-${token}`,
      `${token}A`,
      `${token}\n`,
      token.slice(0, -1),
      `x${token}`,
    ])
      assert.equal(keysOf(wrong), null, wrong);
  });
});

describe('an answer of the panel', () => {
  const { panel, agent } = keys(token);
  const answer = { nonce: 'n1', etag: '"5"', body: '{"revision":5}' };
  const signature = sign(panel, answer.nonce, answer.etag, answer.body);

  it('is known by its signature', () => {
    assert.match(signature, /^[0-9a-f]{64}$/);
    assert.equal(verify(panel, { ...answer, signature }), true);
    assert.equal(verify(panel, { ...answer, body: Buffer.from(answer.body), signature }), true);
  });

  it('is refused when any part of it is another', () => {
    const others = [
      { nonce: 'n2' },
      { etag: '"6"' },
      { body: '{"revision":6}' },
      { signature: '' },
      { signature: signature.slice(0, -2) },
      { signature: signature.toUpperCase() },
      { signature: 'é'.repeat(64) },
    ];
    for (const other of others)
      assert.equal(verify(panel, { ...answer, signature, ...other }), false, JSON.stringify(other));
  });

  it('is refused when it was signed with what the agent sends', () => {
    const forged = sign(agent, answer.nonce, answer.etag, answer.body);
    assert.equal(verify(panel, { ...answer, signature: forged }), false);
  });
});
