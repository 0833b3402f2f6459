import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { ask, rowsOf } from '../../contract/support.ts';
import { issue } from '../../helpers/certificates.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree } from '../../helpers/tree.ts';

describe('a certificate in the journal', () => {
  it('is told apart from another of the same issuer and end', async () => {
    const db = await openTestDb();
    const tree = await buildTree(db);
    await ask(tree.ctxOf('alice'), 'site.edit', { params: { name: 'shop.example' }, sok: true });
    const made = [];
    for (let time = 0; time < 2; time += 1) {
      const { pem, keyPem } = await issue({ subject: 'CN=shop', names: ['shop.example'] });
      made.push(new X509Certificate(pem).fingerprint256);
      const params = { chain: pem, privateKey: keyPem };
      await ask(tree.ctxOf('alice'), 'site.certificate', { elids: ['shop.example'], params, sok: true });
      assert.ok(!JSON.stringify(await db('audit').select()).includes(keyPem.slice(40, 90)));
    }
    const rows = await rowsOf(tree.ctxOf('alice'), 'journal', { filter: 'func:site.certificate' });
    assert.equal(rows.length, 2);
    const text = JSON.stringify(rows);
    for (const fingerprint of made) assert.ok(text.includes(fingerprint));
    await db.destroy();
  });
});
