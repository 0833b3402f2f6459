import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMeasure, type Measure } from '../../src/agent/measure/index.ts';
import { accessLog, homeOf } from '../../src/agent/paths.ts';
import { desired, line, place } from '../agent/measure/log.ts';

const alice = 20_001;
const file = 'access.log';

describe('the log of an account', () => {
  let paths: ReturnType<typeof place>;
  let logs: string;
  let measure: Measure;
  const requests = async (...all: Parameters<typeof line>[0][]): Promise<void> => {
    appendFileSync(accessLog(paths), all.map(line).join(''));
    await measure.take(desired);
  };

  beforeEach(async () => {
    paths = place();
    logs = join(homeOf(paths, 'alice'), 'logs');
    mkdirSync(logs, { recursive: true, mode: 0o750 });
    chownSync(logs, 0, alice);
    measure = await openMeasure(paths);
  });
  afterEach(() => paths.remove());

  it('tells of its sites, and of no others', async () => {
    const agent = 'A \\x22browser\\x22';
    await requests({ host: 'www.alice.example', path: '/a b', sent: 5, agent }, { host: 'shop.example' });
    await requests({ host: 'WWW.shop.example', method: 'POST', status: '404' });
    const [first = '', second = '', ...others] = readFileSync(join(logs, file), 'utf8').split('\n');
    const untimed = (text: string): string => text.replace(/\[14\/Nov\/2023:22:13:2\d \+0000\]/u, '[then]');
    assert.equal(untimed(first), `alice.example 192.0.2.1 - - [then] "GET /a%20b HTTP/1.1" 200 5 "-" "${agent}"`);
    assert.equal(untimed(second), 'www.shop.example 192.0.2.1 - - [then] "POST / HTTP/1.1" 404 1000 "-" "Mozilla/5.0"');
    assert.deepEqual(others, ['']);
  });

  it('is for the account to read, not to write', async () => {
    await requests({});
    const { uid, gid, mode } = statSync(join(logs, file));
    assert.deepEqual([uid, gid, mode & 0o7777], [0, alice, 0o640]);
  });

  it('begins anew at ten megabytes', async () => {
    writeFileSync(join(logs, file), '');
    truncateSync(join(logs, file), 10 * 1024 ** 2 - 10);
    await requests({});
    assert.ok(!existsSync(join(logs, file)));
    assert.ok(statSync(join(logs, `${file}.1`)).size > 10 * 1024 ** 2);
    await requests({});
    assert.ok(statSync(join(logs, file)).size < 1000);
  });

  it('keeps nothing from being counted when it cannot be written', async () => {
    rmSync(logs, { recursive: true });
    appendFileSync(accessLog(paths), line());
    assert.equal((await measure.take(desired))?.accounts[0]?.traffic, 1100);
  });

  it('goes nowhere but there', async () => {
    const victim = join(paths.run, 'victim');
    writeFileSync(victim, '');
    symlinkSync(victim, join(logs, file));
    await requests({});
    rmSync(logs, { recursive: true });
    mkdirSync(join(paths.run, 'elsewhere'), { mode: 0o750 });
    symlinkSync(join(paths.run, 'elsewhere'), logs);
    await requests({});
    assert.equal(readFileSync(victim, 'utf8'), '');
    assert.ok(!existsSync(join(paths.run, 'elsewhere', file)));
  });

  it('is not written where others may write', async () => {
    chmodSync(logs, 0o770);
    await requests({});
    chmodSync(logs, 0o750);
    chownSync(logs, alice, alice);
    await requests({});
    chownSync(logs, 0, alice);
    chownSync(homeOf(paths, 'alice'), alice, alice);
    await requests({});
    assert.ok(!existsSync(join(logs, file)));
  });
});
