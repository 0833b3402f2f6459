import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PanelTrouble, panelClient } from '../../src/agent/client.ts';
import type { Who } from '../../src/agent/op.ts';
import { keysOf, newToken } from '../../src/kernel/host-key.ts';
import { TestPanel } from '../agent/panel.ts';
import { desiredWith } from '../agent/samples.ts';
import { linuxHost, startAs, type LinuxHost } from '../helpers/host-linux.ts';

const mallory: Who = { id: 7, name: 'mallory', uid: 20_101 };
const never = new AbortController().signal;

/** Writes down whatever is said to it. */
const listener = (heard: string): string => `
const fs = require('fs');
require('http').createServer((req, res) => { fs.writeFileSync('${heard}', req.headers.authorization); res.end(); })
  .listen(8151, '::', () => fs.writeFileSync('${heard}.ready', ''));`;

describe('the port of a panel that is down', function () {
  this.timeout(20_000);
  let host: LinuxHost;
  beforeEach(() => {
    host = linuxHost();
  });
  afterEach(() => host.close());

  it('is not spoken to while a user of the server listens there', async () => {
    await host.settle(mallory);
    const heard = `${host.paths.home}/mallory/tmp/heard`;
    await startAs(mallory.uid, process.execPath, '-e', listener(heard));
    for (let waited = 0; !existsSync(`${heard}.ready`) && waited < 100; waited += 1) await sleep(50);
    const keys = keysOf(newToken(1));
    assert.ok(keys !== null);
    for (const url of ['http://127.0.0.1:8151', 'http://localhost:8151', 'http://[::1]:8151']) {
      const client = panelClient({ url, keys: () => Promise.resolve(keys) });
      await assert.rejects(
        client.desired(null, 0, never),
        (error) => error instanceof PanelTrouble && /^SECURITY: the user mallory .* listens at/.test(error.message),
      );
    }
    assert.equal(existsSync(heard), false);
  });

  it('is spoken to when the panel is back', async () => {
    const panel = await new TestPanel().start();
    panel.want(desiredWith(5, []));
    const client = panelClient({ url: panel.url, keys: () => Promise.resolve(panel.keys) });
    assert.equal((await client.desired(null, 0, never))?.revision, 5);
    await panel.stop();
  });
});
