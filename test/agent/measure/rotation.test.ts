import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { line } from './log.ts';
import { hour, Measuring } from './measuring.ts';

describe('a log', () => {
  let bed: Measuring;
  let paths: Measuring['paths'];
  let log: string;
  beforeEach(() => {
    bed = new Measuring();
    ({ paths, log } = bed);
  });
  afterEach(() => bed.remove());

  const old = (): string[] => readdirSync(paths.log).filter((name) => name !== 'access.log');

  it('is moved away when it is a day old or large, and only if the web server is there to begin another', async () => {
    const measure = await bed.open();
    appendFileSync(log, line());
    assert.equal(await measure.rotateWhenDue(), false);
    bed.now += 25 * hour;
    bed.server = false;
    assert.equal(await measure.rotateWhenDue(), false);
    bed.server = true;
    assert.equal(await measure.rotateWhenDue(), true);
    assert.equal(bed.reopened, 1);
    appendFileSync(log, 'x'.repeat(200_000));
    bed.now += 1;
    assert.equal(await measure.rotateWhenDue(), true);
    assert.equal(old().length, 2);
  });

  it('is asked for anew when it was ended in between', async () => {
    const measure = await bed.open();
    appendFileSync(log, line());
    renameSync(log, join(paths.log, 'access-20260101T000000000Z.log'));
    await measure.rotateWhenDue();
    assert.equal(bed.reopened, 1);
  });

  it('is compressed only when it is read to its end and quiet', async () => {
    const measure = await bed.open(hour);
    const text = line();
    appendFileSync(log, text);
    bed.now += 25 * hour;
    const rotated = async (): Promise<string> => {
      await measure.rotateWhenDue();
      return old()
        .join(' ')
        .replace(/\d+T\d+Z/gu, 'then');
    };
    assert.equal(await rotated(), 'access-then.log');
    writeFileSync(log, '');
    bed.now += 2 * hour;
    assert.equal(await rotated(), 'access-then.log');
    await bed.traffic(measure);
    bed.now -= 1.5 * hour;
    assert.equal(await rotated(), 'access-then.log');
    bed.now += 1.5 * hour;
    assert.equal(await rotated(), 'access-then.log.gz');
    const [name = ''] = old();
    assert.equal(gunzipSync(readFileSync(join(paths.log, name))).toString(), text);
  });

  it('is kept as often as it should be', async () => {
    const measure = await bed.open();
    for (let day = 0; day < 5; day += 1) {
      appendFileSync(log, line());
      bed.now += 25 * hour;
      await measure.rotateWhenDue();
      await bed.traffic(measure);
    }
    appendFileSync(log, line());
    await measure.rotateWhenDue();
    assert.equal(old().length, 2);
    assert.ok(old().every((name) => name.endsWith('.log.gz')));
    assert.equal(await bed.traffic(measure), 1100);
  });

  it('does not grow without end where anybody can cause complaints', async () => {
    const measure = await bed.open();
    const logs = ['error.log', 'php-fpm.log'].map((name) => join(paths.log, name));
    for (const path of logs) writeFileSync(path, 'first');
    await measure.rotateWhenDue();
    assert.deepEqual(
      logs.map((path) => readFileSync(path, 'utf8')),
      ['first', 'first'],
    );
    for (const path of logs) truncateSync(path, 17 * 1024 ** 2);
    await measure.rotateWhenDue();
    assert.deepEqual(
      logs.map((path) => statSync(path).size),
      [0, 0],
    );
    for (const path of logs) assert.match(readFileSync(`${path}.1`, 'latin1'), /^first/);
  });
});
