import assert from 'node:assert/strict';
import { apply } from '../../src/agent/apply.ts';
import { createLinuxDriver } from '../../src/agent/linux/driver.ts';
import { exec, type Exec } from '../../src/agent/linux/exec.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { welcomePage } from '../../src/agent/web/pages.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { desiredWith } from '../agent/samples.ts';
import { linuxHost, type LinuxHost } from '../helpers/host-linux.ts';

describe('an agent that is told to stop', function () {
  this.timeout(60_000);
  let host: LinuxHost;
  beforeEach(() => {
    host = linuxHost();
  });
  afterEach(() => host.close());

  it('lets the running command end, and begins no other step', async () => {
    const stop = new AbortController();
    const run: string[] = [];
    const stopping: Exec = {
      run(bin, args, options) {
        run.push(bin);
        const ended = exec.run(bin, args, options);
        if (bin === 'useradd') stop.abort();
        return ended;
      },
    };
    const driver = createLinuxDriver({ paths: host.paths, exec: stopping });
    const deps = { paths: host.paths, renderWeb, renderPhp, welcomePage, now: Date.now() };
    const wanted = { ...desiredWith(1, ['walter', 'xenia']), sites: [] };
    await assert.rejects(apply(driver, wanted, deps, stop.signal), { name: 'AbortError' });
    assert.deepEqual(run, ['useradd', 'useradd']);
    const { users, foreign } = await host.observe();
    const made = [...users].map(([name, { id, uid, home }]) => ({ name, whole: uid === 20_000 + (id ?? 0), home }));
    made.sort((a, b) => a.name.localeCompare(b.name));
    assert.deepEqual(made, [
      { name: 'walter', whole: true, home: false },
      { name: 'xenia', whole: true, home: false },
    ]);
    assert.equal(foreign.names.has('walter'), false);
  });
});
