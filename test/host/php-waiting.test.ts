import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { exec } from '../../src/agent/linux/exec.ts';
import { applyPhp } from '../../src/agent/php/apply.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { account, addUser, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('php-waiting', 8190);
const uids = { otto: 57_191, paul: 57_192 } as const;
type Name = keyof typeof uids;
const both: readonly Name[] = ['otto', 'paul'];
const stateOf = (names: readonly Name[]): ReturnType<typeof desired> =>
  desired(
    names.map((name) => account(uids[name], name)),
    names.map((name) => site(uids[name], `${name}.example`, ['php'])),
  );

async function apply(names: readonly Name[]): Promise<number> {
  const tree = renderPhp(stateOf(names), paths);
  assert.ok(tree);
  const started = performance.now();
  await applyPhp(exec, paths, tree);
  return performance.now() - started;
}

describe('requests that wait while PHP is exchanged', () => {
  before(async () => {
    for (const name of both) {
      addUser(paths, name, uids[name]);
      put(paths, name, `${name}.example/slow.php`, '<?php usleep(1000000); echo "done";');
      put(paths, name, `${name}.example/endless.php`, '<?php sleep(25); echo "done";');
    }
    await apply(both);
    await applyWeb(exec, paths, renderWeb(stateOf(both), paths));
  });
  after(() => endAll(paths));

  it('are all answered, those that came to the old process too', async function () {
    this.timeout(60_000);
    const codes = new Map<number, number>();
    const visit = async (method: string): Promise<void> => {
      const code = await status(paths, 'otto.example', '/slow.php', { method });
      codes.set(code, (codes.get(code) ?? 0) + 1);
    };
    const visits: Promise<void>[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      visits.push(...Array.from({ length: 24 }, (_, at) => visit(at % 3 === 0 ? 'POST' : 'GET')));
      await sleep(200);
      await apply(turn % 2 === 0 ? ['otto'] : both);
    }
    await Promise.all(visits);
    assert.deepEqual([...codes], [[200, 96]]);
  });

  it('keep nobody else waiting for long', async function () {
    this.timeout(60_000);
    const visits = Array.from({ length: 40 }, () => status(paths, 'otto.example', '/endless.php').catch(() => 0));
    await sleep(500);
    const took = await apply(['paul']);
    assert.ok(took > 9000 && took < 13_000, String(took));
    assert.equal(await status(paths, 'paul.example', '/slow.php'), 200);
    const codes = await Promise.all(visits);
    assert.ok(codes.includes(200) && codes.includes(502), 'those that ran have ended, those that waited could not');
  });
});
