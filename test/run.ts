import { readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { startMariadb, type Mariadb } from './helpers/mariadb.ts';
import { installMissing, type Need } from './helpers/packages.ts';
import { sandboxed } from './helpers/sandbox.ts';
import { runSuite, type Count } from './helpers/suite.ts';

// npm test -- [--engine=sqlite|mariadb|browser|host] [part of a path …]
// Every test runs on SQLite and on MariaDB; those in test/browser run once, in a real browser, and choose for themselves;
// those in test/host run once, as root in a sandbox, and act on a system of their own.

interface Suite {
  readonly name: 'sqlite' | 'mariadb' | 'browser' | 'host';
  readonly files: readonly string[];
}

const sideBySide = 2;
const mariadbServer: Need = { programs: ['/usr/sbin/mariadbd'], debian: 'mariadb-server' };
const openssl: Need = { programs: ['/usr/bin/openssl'], debian: 'openssl' };
const needs: Record<Suite['name'], readonly Need[]> = {
  sqlite: [openssl],
  mariadb: [mariadbServer, openssl],
  browser: [mariadbServer, { programs: ['/usr/bin/chromium'], debian: 'chromium' }],
  host: [
    { programs: ['/usr/sbin/nginx'], debian: 'nginx-light' },
    { programs: ['/usr/sbin/php-fpm8.2'], debian: 'php8.2-fpm' },
    { programs: ['/usr/sbin/fcgiwrap'], debian: 'fcgiwrap' },
    { programs: ['/usr/bin/spawn-fcgi'], debian: 'spawn-fcgi' },
    { programs: ['/usr/sbin/setquota'], debian: 'quota' },
    { programs: ['/usr/bin/btrfs'], debian: 'btrfs-progs' },
    { programs: ['/usr/sbin/ip'], debian: 'iproute2' },
    { programs: ['/lib/systemd/systemd'], debian: 'systemd' },
    { programs: ['/usr/bin/pgrep'], debian: 'procps' },
  ],
};

process.chdir(join(import.meta.dirname, '..'));
const suites = chosenSuites(process.argv.slice(2)).filter(canRun);
installMissing(suites.flatMap(({ name }) => needs[name]));
const { passed, failed, skipped } = await runAll();
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(`${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`);

function chosenSuites(args: readonly string[]): Suite[] {
  const engines = args.filter((arg) => arg.startsWith('--engine=')).map((arg) => arg.slice('--engine='.length));
  const parts = args.filter((arg) => !arg.startsWith('--')).map((path) => normalize(path));
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((file) => join('test', file))
    .filter((file) => file.endsWith('.test.ts') && (parts.length === 0 || parts.some((part) => file.includes(part))))
    .sort();
  const isBrowser = (file: string): boolean => file.startsWith(join('test', 'browser'));
  const isHost = (file: string): boolean => file.startsWith(join('test', 'host'));
  const others = files.filter((file) => !isBrowser(file) && !isHost(file));
  const all: Suite[] = [
    { name: 'mariadb', files: others },
    { name: 'sqlite', files: others },
    { name: 'browser', files: files.filter(isBrowser) },
    { name: 'host', files: files.filter(isHost) },
  ];
  return all.filter((suite) => suite.files.length > 0 && (engines.length === 0 || engines.includes(suite.name)));
}

/** Only root can make a sandbox. CI has to be root: there nothing may be left out. */
function canRun({ name, files }: Suite): boolean {
  if (name !== 'host' || process.getuid?.() === 0 || process.env['CI'] !== undefined) return true;
  console.log(
    `[host] left out: ${String(files.length)} files act on a system of their own, which needs root on Debian.`,
  );
  return false;
}

async function runAll(): Promise<Count> {
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...suites];
  const mariadb = waiting.some(({ name }) => name === 'mariadb' || name === 'browser')
    ? await startMariadb()
    : undefined;
  const worker = async (): Promise<void> => {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
      const env = await environmentOf(suite, mariadb);
      // What acts on a system gets a new one for each file.
      const runs = suite.name === 'host' ? suite.files.map((file) => [file]) : [suite.files];
      for (const files of runs) {
        const count = await runSuite(suite.name, files, env, suite.name === 'host' ? sandboxed : undefined);
        total.passed += count.passed;
        total.failed += count.failed;
        total.skipped += count.skipped;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: sideBySide }, worker));
  } finally {
    await mariadb?.remove();
  }
  return total;
}

/** An empty TEST_DATABASE_URL means SQLite, whatever the environment we were started in says. */
async function environmentOf({ name }: Suite, mariadb: Mariadb | undefined): Promise<Record<string, string>> {
  const url = name === 'sqlite' || name === 'host' ? '' : ((await mariadb?.createDatabase(`sublet_${name}`)) ?? '');
  return name === 'browser' ? { TEST_DATABASE_URL: '', BROWSER_DATABASE_URL: url } : { TEST_DATABASE_URL: url };
}
