import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { exec } from '../../src/agent/linux/exec.ts';
import { openMeasure } from '../../src/agent/measure/index.ts';
import { findNginx } from '../../src/agent/measure/rotation.ts';
import { homeOf } from '../../src/agent/paths.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { openWays } from '../../src/agent/web/folders.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import type { HostUsage } from '../../src/kernel/host.ts';
import { Panel } from '../agent/measure/log.ts';
import { account, addUser, desired, endAll, placeAt, put, site } from './web.place.ts';

const paths = placeAt('measure', 8300);
const mia = 57_301;
const sites = [site(mia, 'mia.example'), site(mia, 'shop.mia.example')] as const;
const all = desired([account(mia, 'mia')], sites);
const panelFile = join(paths.home, 'panel');

/** What was asked for, as the one who asked has seen it. */
const seen = { requests: 0, bytes: 0, pages: 0 };

function ask(host: string, path: string): Promise<void> {
  const headers = { host, 'user-agent': 'Firefox' };
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port: paths.http, agent: false, path, headers }, (response) => {
      const { socket } = response;
      response.resume().on('end', () => {
        seen.requests += 1;
        seen.bytes += socket.bytesRead + socket.bytesWritten;
        if (path === '/') seen.pages += 1;
        resolve();
      });
    });
    request.on('error', reject);
  });
}

/** Asks and asks, with a little rest, until it was enough. */
async function visit(enough: () => boolean): Promise<void> {
  while (!enough()) {
    await ask(
      seen.requests % 3 === 0 ? 'mia.example' : 'WWW.Shop.mia.example',
      seen.requests % 2 === 0 ? '/' : '/a.css',
    );
    await setTimeout(randomInt(8));
  }
}

/** Starts the agent and kills it in the midst of its work. */
async function runAgent(): Promise<void> {
  const given = JSON.stringify({ paths, desired: all, panel: panelFile });
  const file = join(import.meta.dirname, 'measure.agent.ts');
  const agent = spawn(process.execPath, ['--import', 'tsx', file, given], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(agent.stdout, 'data');
  await setTimeout(randomInt(100, 900));
  agent.kill('SIGKILL');
  await once(agent, 'exit');
}

const logs = (): string[] => readdirSync(paths.log).filter((name) => name.startsWith('access'));
const textOf = (name: string): string => {
  const bytes = readFileSync(join(paths.log, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
};

describe('traffic of a real web server', () => {
  before(async function () {
    this.timeout(60_000);
    addUser(paths, 'mia', mia);
    for (const { domain } of sites) put(paths, 'mia', `${domain}/index.html`, 'x'.repeat(2000));
    await openWays(paths);
    await openMeasure(paths);
    await applyWeb(exec, paths, renderWeb(all, paths));
  });
  after(() => endAll(paths));

  it('is counted to the byte while the log moves and the agent is killed again and again', async function () {
    this.timeout(180_000);
    const runs = { left: 8 };
    const visitors = Array.from({ length: 4 }, () => visit(() => seen.requests >= 2500 && runs.left === 0));
    for (; runs.left > 0; runs.left -= 1) await runAgent();
    await Promise.all(visitors);
    const panel = new Panel();
    for (const line of readFileSync(panelFile, 'utf8').split('\n').filter(Boolean))
      panel.take(JSON.parse(line) as HostUsage);
    const measure = await openMeasure(paths);
    for (let usage = await measure.take(all); usage !== null; usage = await measure.take(all)) {
      panel.take(usage);
      await measure.acknowledge(usage.id);
    }
    assert.deepEqual([...panel.accounts], [[mia, seen.bytes]]);
    const pages = [...panel.sites.values()].reduce((sum, { pageviews }) => sum + pageviews, 0);
    assert.equal(pages, seen.pages);
    assert.equal(logs().map(textOf).join('').split('\n').length - 1, seen.requests);
    assert.ok(logs().length > 8, 'moved often');
    assert.ok(
      logs().some((name) => name.endsWith('.gz')),
      'compressed',
    );
  });

  it('is told to the account, for each of its sites', () => {
    const lines = readFileSync(join(homeOf(paths, 'mia'), 'logs', 'access.log'), 'utf8')
      .split('\n')
      .slice(0, -1);
    // After a kill the last lines may stand there twice.
    assert.ok(lines.length >= seen.requests);
    assert.match(
      lines[0] ?? '',
      /^(?:shop\.)?mia\.example 127\.0\.0\.1 - - \[\S+ \+0000\] "GET \/\S* HTTP\/1\.1" \d+ \d+ "-" "Firefox"$/u,
    );
  });

  it('moves no log away when the web server is gone', async () => {
    assert.notEqual(await findNginx(paths)(), null);
    endAll(paths);
    while (existsSync(join(paths.run, 'nginx.pid'))) await setTimeout(20);
    assert.equal(await findNginx(paths)(), null);
    for (const pid of [process.pid, -1, 0, 99_999_999, 'x']) {
      writeFileSync(join(paths.run, 'nginx.pid'), `${String(pid)}\n`);
      assert.equal(await findNginx(paths)(), null, String(pid));
    }
  });
});
