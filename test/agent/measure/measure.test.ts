import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure } from '../../../src/agent/measure/index.ts';
import { desired, line } from './log.ts';
import { hour, Measuring } from './measuring.ts';

describe('measuring', () => {
  let bed: Measuring;
  let paths: Measuring['paths'];
  let log: string;
  const open = (): Promise<Measure> => bed.open();
  const traffic = (measure: Measure): Promise<number> => bed.traffic(measure);
  beforeEach(() => {
    bed = new Measuring();
    ({ paths, log } = bed);
  });
  afterEach(() => bed.remove());

  it('reports each account and site with what is new', async () => {
    const measure = await open();
    appendFileSync(log, line() + line({ path: '/a.css' }) + line({ host: 'www.shop.example', sent: 5 }));
    const usage = await measure.take(desired);
    assert.deepEqual(usage?.accounts, [{ id: 1, disk: null, traffic: 2305 }]);
    assert.deepEqual(usage.sites, [
      { id: 11, traffic: 2200, pageviews: 1 },
      { id: 12, traffic: 105, pageviews: 1 },
    ]);
    await measure.acknowledge(usage.id);
    assert.equal(await measure.take(desired), null);
  });

  it('reports the same until it is acknowledged, after a restart too', async () => {
    const first = await open();
    appendFileSync(log, line());
    const usage = await first.take(desired);
    appendFileSync(log, line() + line());
    assert.deepEqual(await first.take(desired), usage);
    await first.acknowledge('another');
    const second = await open();
    assert.deepEqual(await second.take(desired), usage);
    await second.acknowledge(usage?.id ?? '');
    assert.equal(await traffic(await open()), 2200);
  });

  it('passes over what was there before the first time, not what came before a restart', async () => {
    appendFileSync(log, line());
    await open();
    appendFileSync(log, line());
    assert.equal(await traffic(await open()), 1100);
  });

  it('waits for the end of a line', async () => {
    const measure = await open();
    const text = line();
    appendFileSync(log, text.slice(0, 20));
    assert.equal(await traffic(measure), 0);
    appendFileSync(log, text.slice(20));
    assert.equal(await traffic(measure), 1100);
  });

  it('begins anew in a log that was emptied, even if it is longer by now', async () => {
    const measure = await open();
    appendFileSync(log, line() + line());
    await traffic(measure);
    writeFileSync(log, line());
    assert.equal(await traffic(measure), 1100);
    writeFileSync(log, line() + line() + line());
    assert.equal(await traffic(measure), 3300);
  });

  it('counts nothing twice in a log that lost its end with the power', async () => {
    const text = line() + line();
    const first = await open();
    appendFileSync(log, text);
    await traffic(first);
    truncateSync(log, text.length - 30);
    const second = await open();
    appendFileSync(log, line());
    assert.equal(await traffic(second), 1100);
  });

  it('goes on in a log that was moved away, then in the new one', async () => {
    const measure = await open();
    appendFileSync(log, line());
    await traffic(measure);
    appendFileSync(log, line());
    renameSync(log, join(paths.log, 'access-by-hand.log'));
    appendFileSync(join(paths.log, 'access-by-hand.log'), line());
    appendFileSync(log, line());
    assert.equal(await traffic(measure), 3300);
    appendFileSync(join(paths.log, 'access-by-hand.log'), line());
    assert.equal(await traffic(measure), 1100);
  });

  it('passes over lines longer than any the web server writes', async () => {
    const measure = await open();
    appendFileSync(log, line() + 'x'.repeat(2_500_000));
    assert.equal(await traffic(measure), 1100);
    assert.equal(await traffic(measure), 0);
    appendFileSync(log, `\n${line()}`);
    assert.equal(await traffic(measure), 1100);
  });

  it('reads no link, and nothing but files', async () => {
    const measure = await open();
    writeFileSync(join(paths.run, 'other'), line());
    symlinkSync(join(paths.run, 'other'), log);
    mkdirSync(join(paths.log, 'access-x.log'));
    assert.equal(await traffic(measure), 0);
  });

  it('starts again from the end when its memory is broken, and keeps what it was', async () => {
    const measure = await open();
    appendFileSync(log, line());
    await traffic(measure);
    writeFileSync(join(paths.state, 'measure.json'), '{"positions":');
    const again = await open();
    assert.equal(await traffic(again), 0);
    appendFileSync(log, line());
    assert.equal(await traffic(again), 1100);
    assert.equal(readFileSync(join(paths.state, 'measure.json.broken'), 'utf8'), '{"positions":');
    assert.equal(statSync(join(paths.state, 'measure.json')).mode & 0o777, 0o600);
  });

  it('writes nothing while nothing happens', async () => {
    const measure = await open();
    appendFileSync(log, line());
    await traffic(measure);
    const before = statSync(join(paths.state, 'measure.json')).ino;
    await measure.take(desired);
    assert.equal(statSync(join(paths.state, 'measure.json')).ino, before);
  });

  describe('disks', () => {
    it('are measured every hour or at once, one at a time, and reported with the traffic', async () => {
      const measure = await open();
      let runs = 0;
      const usage = (): Promise<Map<number, number>> => {
        runs += 1;
        return Promise.resolve(new Map([[2, 4096 * runs]]));
      };
      await Promise.all([measure.measureDisk(desired, usage), measure.measureDisk(desired, usage, { atOnce: true })]);
      await measure.measureDisk(desired, usage);
      assert.equal(runs, 1);
      assert.deepEqual((await measure.take(desired))?.accounts, [{ id: 2, disk: 4096, traffic: 0 }]);
      bed.now += hour;
      await measure.measureDisk(desired, usage);
      await (await open()).measureDisk(desired, usage, { atOnce: true });
      assert.equal(runs, 3);
    });

    it('that cannot be measured are tried again the next time', async () => {
      const measure = await open();
      await assert.rejects(measure.measureDisk(desired, () => Promise.reject(new Error('no disk'))));
      await measure.measureDisk(desired, () => Promise.resolve(new Map([[1, 1]])));
      assert.equal((await measure.take(desired))?.accounts[0]?.disk, 1);
    });
  });

  it('needs no log', async () => {
    rmSync(paths.log, { recursive: true });
    const measure = await open();
    assert.equal(await measure.rotateWhenDue(), false);
    assert.equal(await traffic(measure), 0);
    assert.ok(!existsSync(paths.log));
  });
});
