import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { openDb } from '../../../src/db/open.ts';
import { HostPanel, until } from '../../helpers/host-panel.ts';
import { domainOf, fill, userName } from './fill.ts';

// The measurements themselves; started by run.ts in a sandbox.

const [accounts = 1000, sitesEach = 5] = process.argv.slice(2).map(Number);
const patience = 600;

const said = (what: string, ms: number): void => {
  console.log(`${what.padEnd(70)} ${(ms / 1000).toFixed(3).padStart(9)} s`);
};

async function statusOf(domain: string, path = '/'): Promise<number> {
  const req = request({ host: '127.0.0.1', port: 80, path, headers: { host: domain }, agent: false }).end();
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  res.resume();
  return res.statusCode ?? 0;
}

/** Sites from the whole range, the last among them. */
const sample = Array.from({ length: 50 }, (_, index) =>
  domainOf(Math.floor(((accounts - 1) * index) / 49), index === 49 ? sitesEach - 1 : index % sitesEach),
);
const all = async (status: number): Promise<boolean> =>
  (await Promise.all(sample.map((domain) => statusOf(domain)))).every((one) => one === status);

/** The same work by the programs alone, one after the other, on users of another name. */
function plainCommands(): void {
  const many = Math.min(200, accounts);
  const timed = (what: string, work: () => void): void => {
    const startedAt = performance.now();
    work();
    said(`plain: ${what}`, performance.now() - startedAt);
  };
  const each = (program: string, args: (name: string, uid: string) => string[]): void => {
    for (let index = 0; index < many; index += 1)
      execFileSync(program, args(`p${String(index)}`, String(70_000 + index)), { stdio: 'ignore' });
  };
  timed(`${String(many)} × groupadd`, () => {
    each('/usr/sbin/groupadd', (name, uid) => ['-g', uid, name]);
  });
  timed(`${String(many)} × useradd -M`, () => {
    each('/usr/sbin/useradd', (name, uid) => ['-M', '-u', uid, '-g', uid, name]);
  });
  timed(`${String(many)} × usermod -e 1`, () => {
    each('/usr/sbin/usermod', (name) => ['-e', '1', name]);
  });
  timed(`${String(many)} × userdel`, () => {
    each('/usr/sbin/userdel', (name) => [name]);
  });
}

function plainNginx(): void {
  const conf = '/var/lib/sublet-agent/web/current/nginx.conf';
  const startedAt = performance.now();
  execFileSync('/usr/sbin/nginx', ['-t', '-q', '-c', conf], { stdio: 'ignore' });
  said('plain: nginx -t on the whole tree', performance.now() - startedAt);
}

const isLocked = (line: string): boolean => /^u\d+:!/.test(line) && line.split(':')[7] === '1';
const shadow = (): string[] =>
  readFileSync('/etc/shadow', 'utf8')
    .split('\n')
    .filter((line) => /^u\d{4}:/.test(line));

const panel = new HostPanel();
await panel.start();
console.log(`${String(accounts)} accounts, ${String(accounts * sitesEach)} sites`);
plainCommands();
const db = openDb({ databaseUrl: null, dataDir: panel.dataDir });
await fill(db, accounts, sitesEach);
await db.destroy();

const agent = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'agent'], {
  env: { ...process.env, ...panel.env, LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'inherit', 'inherit'],
});
try {
  said('from nothing until every site is served', await until('all are served', () => all(200), patience));
  plainNginx();

  const edited = domainOf(accounts - 1, sitesEach - 1);
  const owner = userName(accounts - 1);
  const clicks: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const php = round % 2 === 0;
    const startedAt = performance.now();
    await panel.call('site.edit', { elid: edited, owner, php: php ? 'on' : 'off' });
    // Without PHP such an address is forbidden; with it there is no such file.
    await until('the flag is there', async () => (await statusOf(edited, '/x.php')) === (php ? 404 : 403), 60);
    clicks.push(performance.now() - startedAt);
  }
  clicks.sort((a, b) => a - b);
  said('one flag, from the click until it is so: median of 10', clicks[5] ?? 0);
  said('one flag: slowest of 10', clicks[9] ?? 0);

  const stopped = performance.now();
  await panel.call('reseller.disable', { elid: 'north' });
  await until('all are down', () => all(503), patience);
  said('reseller disabled, until the last site answers 503', performance.now() - stopped);
  await until(
    'all are locked',
    () => Promise.resolve(shadow().length === accounts && shadow().every(isLocked)),
    patience,
  );
  said('reseller disabled, until the last account is locked', performance.now() - stopped);

  const started = performance.now();
  await panel.call('reseller.enable', { elid: 'north' });
  await until('all are up', () => all(200), patience);
  said('reseller enabled, until the last site is served', performance.now() - started);
} finally {
  agent.kill('SIGTERM');
  await once(agent, 'exit');
  await panel.stop();
}
