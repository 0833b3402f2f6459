import assert from 'node:assert/strict';
import { apply } from '../../src/agent/apply.ts';
import { createLinuxDriver } from '../../src/agent/linux/driver.ts';
import { exec } from '../../src/agent/linux/exec.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { welcomePage } from '../../src/agent/web/pages.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import type { Desired, SiteFeature } from '../../src/kernel/host.ts';
import { account, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('steady', 8350);
const users = { runa: 57_351, leon: 57_352 } as const;
const runa = account(users.runa, 'runa');
const leon = account(users.leon, 'leon');
const [ofRuna, ofLeon] = [site(users.runa, 'runa.example'), site(users.leon, 'leon.example', ['php', 'cgi'])];

const driver = createLinuxDriver({ paths, exec });
async function bring(to: Desired): Promise<void> {
  const deps = { paths, renderWeb, renderPhp, welcomePage, now: Date.now() };
  const result = await apply(driver, to, deps, new AbortController().signal);
  assert.deepEqual(result, { failures: [], problem: null });
}
const withFeatures = (...features: SiteFeature[]): Desired => desired([runa, leon], [{ ...ofRuna, features }, ofLeon]);
const suspended = (): Desired => desired([{ ...runa, suspended: true }, leon], [ofRuna, ofLeon]);

/** Asks again and again while something is done, and tells what was answered. */
async function answersWhile(host: string, path: string, work: () => Promise<void>): Promise<number[]> {
  const end = { reached: false };
  const seen = new Set<number>();
  const visitor = async (): Promise<void> => {
    while (!end.reached) seen.add(await status(paths, host, path));
  };
  const visitors = [visitor(), visitor()];
  await work().finally(() => (end.reached = true));
  await Promise.all(visitors);
  return [...seen].sort((a, b) => a - b);
}

describe('a site that is changed', function () {
  this.timeout(120_000);
  before(async () => {
    await bring(withFeatures());
    for (const name of ['runa', 'leon']) {
      put(paths, name, `${name}.example/index.html`, name);
      put(paths, name, `${name}.example/who.php`, '<?php echo posix_getuid();');
      put(paths, name, `${name}.example/cgi-bin/who`, '#!/bin/sh\nprintf "content-type: text/plain\\n\\n"; id -u');
    }
  });
  after(() => endAll(paths));

  const turns = async (...features: SiteFeature[]): Promise<void> => {
    for (let turn = 0; turn < 8; turn += 1) await bring(turn % 2 === 0 ? withFeatures(...features) : withFeatures());
  };

  it('answers scripts or refuses them while PHP is switched on and off, and a neighbour’s go on', async () => {
    const neighbour = { answers: [0] };
    const answers = await answersWhile('runa.example', '/who.php', async () => {
      neighbour.answers = await answersWhile('leon.example', '/who.php', () => turns('php'));
    });
    assert.deepEqual([answers, neighbour.answers], [[200, 403], [200]]);
  });

  it('answers scripts or refuses them while CGI is switched on and off', async () => {
    assert.deepEqual(await answersWhile('runa.example', '/cgi-bin/who', () => turns('cgi')), [200, 403]);
  });

  it('says that it is suspended until it is there as a whole', async () => {
    await bring(withFeatures('php', 'cgi'));
    for (const path of ['/who.php', '/cgi-bin/who'])
      assert.deepEqual(
        await answersWhile('runa.example', path, async () => {
          for (let turn = 0; turn < 3; turn += 1) {
            await bring(suspended());
            await bring(withFeatures('php', 'cgi'));
          }
        }),
        [200, 503],
        path,
      );
  });

  it('is served without PHP while it is the only one, when PHP begins and ends', async () => {
    const alone = (...features: SiteFeature[]): Desired => desired([runa], [{ ...ofRuna, features }]);
    await bring(alone());
    const answers = await answersWhile('runa.example', '/who.php', async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await bring(alone('php'));
        await bring(alone());
      }
    });
    assert.deepEqual(answers, [200, 403]);
  });
});
