import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readToken } from '../../src/agent/agent-token.ts';
import { PanelTrouble } from '../../src/agent/client.ts';
import { keysOf, newToken } from '../../src/kernel/host-key.ts';

describe('the token file', () => {
  let folder: string;
  let path: string;
  const token = newToken(4);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sublet-token-'));
    path = join(folder, 'agent.token');
    writeFileSync(path, `${token}\n`, { mode: 0o600 });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const refuses = (pattern: RegExp): Promise<void> =>
    assert.rejects(readToken(path), (error) => error instanceof PanelTrouble && pattern.test(error.message));

  it('is read', async () => {
    assert.deepEqual(await readToken(path), keysOf(token));
  });

  it('is waited for, with a word on where it comes from', async () => {
    rmSync(path);
    await refuses(/^There is no token at .*agent\.token yet: the panel on this machine writes it when it starts/);
  });

  it('is for nobody else to read', async () => {
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(path, mode);
      await refuses(/can be read by others than its owner: “chmod 600” it/);
    }
  });

  it('is no link, folder or anything but a token, and what it holds is not repeated', async () => {
    const secret = 'root:$6$secret:19000:0:99999:7:::';
    writeFileSync(path, secret);
    await assert.rejects(readToken(path), (error) => error instanceof Error && !error.message.includes('secret:'));
    rmSync(path);
    symlinkSync('/etc/shadow', path);
    await refuses(/has to be a file, not a link/);
    rmSync(path);
    mkdirSync(path, { mode: 0o700 });
    await refuses(/is no file/);
  });

  (process.getuid?.() === 0 ? it : it.skip)('belongs to root or to the owner of its folder', async () => {
    chownSync(path, 65_534, 65_534);
    await refuses(/belongs to somebody else than root or the owner of its folder/);
    chownSync(folder, 65_534, 65_534);
    assert.equal((await readToken(path)).id, 4);
    chownSync(folder, 1, 1);
    await refuses(/belongs to somebody else/);
    chownSync(path, 0, 0);
    assert.equal((await readToken(path)).id, 4);
  });
});
