import { execFileSync } from 'node:child_process';
import { createReadStream, linkSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMeasure } from '../../src/agent/measure/index.ts';
import type { Desired } from '../../src/kernel/host.ts';
import { domainOf, writeLog } from './log-file.ts';
import { Report } from './report.ts';

// node --import tsx test/bench/log.ts [--megabytes=1000]
// How fast the access log is counted, next to the plain ways. As root, so that logs of accounts are written too.

const given = process.argv.find((arg) => arg.startsWith('--megabytes='))?.slice('--megabytes='.length);
const size = { megabytes: Number(given ?? 1000), hosts: 1000 };
const rounds = 3;
const views = new Map<number, number>();
const desired: Desired = {
  revision: 1,
  providers: [],
  accounts: Array.from({ length: size.hosts }, (_, n) => ({
    ...{ id: n + 1, name: `user${String(n)}`, uid: 20_000 + n, suspended: false, shell: false },
    ...{ passwordHash: null, diskKiB: null, providerId: 1 },
  })),
  sites: Array.from({ length: size.hosts }, (_, n) => ({
    ...{ id: n + 1, accountId: n + 1, domain: domainOf(n), features: [], certificate: null },
  })),
  panel: 'panel-for-the-tests',
  nextUid: 60_000,
  welcome: { lang: 'en', title: '', text: '' },
};
const report = new Report();
const root = mkdtempSync(join(tmpdir(), 'sublet-log-'));

async function measure(): Promise<void> {
  const log = join(root, 'given.log');
  console.log('making a log');
  writeLog(log, size);
  const bytes = statSync(log).size;
  const ways = {
    counted: (path: string) => count(path, false),
    withLogs: (path: string) => count(path, true),
    ...{ split, words },
  };
  const sums = new Map<string, number>();
  const taken = new Map<string, Taken>();
  for (let round = 0; round < rounds; round += 1)
    for (const [name, way] of Object.entries(ways)) {
      const one = await timed(() => way(log));
      sums.set(name, one.sum);
      if (one.cpu < (taken.get(name)?.cpu ?? Infinity)) taken.set(name, one);
    }
  if (sums.get('counted') !== sums.get('split') || sums.get('counted') !== sums.get('withLogs'))
    throw new Error(`the sums differ: ${JSON.stringify([...sums])}`);
  print(bytes, taken);
}

interface Taken {
  /** Milliseconds; of this process, all threads. */
  readonly wall: number;
  readonly cpu: number;
  readonly sum: number;
}

/** Others use the machine too: the processor's time says more than the clock's. */
async function timed(way: () => Promise<number> | number): Promise<Taken> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const sum = await way();
  const used = process.cpuUsage(cpu);
  return { sum, wall: performance.now() - begun, cpu: (used.user + used.system) / 1000 };
}

function print(bytes: number, taken: ReadonlyMap<string, Taken>): void {
  const base = taken.get('counted')?.cpu ?? NaN;
  report.heading(`${(bytes / 1e9).toFixed(2)} GB of ${String(size.hosts)} hosts`);
  for (const [name, { wall, cpu }] of taken) {
    const rate = bytes / 1000 / (name === 'words' ? wall : cpu);
    report.add({
      what: titles[name] ?? name,
      value: `${rate.toFixed(0)} MB/s`,
      ...(name === 'counted' && { aim: 'over 300 MB/s', met: rate > 300 }),
      note: `${wall.toFixed(0)} ms, ${cpu.toFixed(0)} ms of processor, ${(cpu / base).toFixed(2)} of the agent's`,
    });
  }
}

const titles: Readonly<Record<string, string>> = {
  counted: 'counted by the agent',
  withLogs: 'counted, with a log for each account',
  split: "split('\\t') of each line",
  words: 'wc -l',
};

async function count(log: string, accountLogs: boolean): Promise<number> {
  const at = mkdtempSync(join(root, 'agent-'));
  const paths = { home: join(at, 'home'), state: join(at, 'state'), log: join(at, 'log') };
  for (const folder of Object.values(paths)) mkdirSync(folder);
  if (accountLogs)
    for (const { name } of desired.accounts) mkdirSync(join(paths.home, name, 'logs'), { recursive: true });
  const measured = await openMeasure({ ...paths, run: at, archive: at, http: 80, https: 443 }, { accountLogs });
  // What is there before it begins does not count.
  linkSync(log, join(paths.log, 'access.log'));
  const usage = await measured.take(desired);
  rmSync(at, { recursive: true });
  return usage?.accounts.reduce((sum, { traffic }) => sum + traffic, 0) ?? 0;
}

async function split(log: string): Promise<number> {
  const accounts = new Map(desired.sites.map(({ domain, accountId }) => [domain, accountId]));
  const traffic = new Map<number, number>();
  let rest = '';
  for await (const piece of createReadStream(log, { encoding: 'latin1', highWaterMark: 1024 ** 2 })) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const values = line.split('\t');
      const account = accounts.get((values[1] ?? '').replace(/^www\./u, ''));
      if (account === undefined) continue;
      traffic.set(account, (traffic.get(account) ?? 0) + Number(values[6]) + Number(values[7]));
      if (isView(values)) views.set(account, (views.get(account) ?? 0) + 1);
    }
  }
  return [...traffic.values()].reduce((sum, bytes) => sum + bytes, 0);
}

const isView = ([, , , method, path = '', status = '', , , , agent = '']: readonly string[]): boolean =>
  method === 'GET' &&
  /^(?:200|304)$/u.test(status) &&
  !/\.(?:css|js|png|jpg|webp)$/iu.test(path) &&
  !/bot|crawl|spider|slurp|curl|wget|monitor|headless/iu.test(agent);

function words(log: string): number {
  return Number(execFileSync('/usr/bin/wc', ['-l', log], { encoding: 'utf8' }).split(' ')[0]);
}

try {
  await measure();
} finally {
  rmSync(root, { recursive: true });
}
report.print();
