import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Layout } from './units.ts';

// What an installation needs besides what it writes itself. Each answer is a sentence with its cure.

/** Debian's packages of the programs the agent works with. */
const packages: readonly (readonly [program: RegExp, folder: string, name: string])[] = [
  [/^nginx$/, '/usr/sbin', 'nginx-light'],
  [/^php-fpm8\.\d+$/, '/usr/sbin', 'php-fpm'],
  [/^fcgiwrap$/, '/usr/sbin', 'fcgiwrap'],
  [/^spawn-fcgi$/, '/usr/bin', 'spawn-fcgi'],
];

export async function toDo(layout: Layout, parts: { readonly panel: boolean }): Promise<string[]> {
  return [
    ...programsMissing(),
    ...(await quotaMissing()),
    ...othersThatServe(),
    ...(existsSync(join(dirname(layout.script), '../dist/src/main.js'))
      ? []
      : [`The program has not been built: run “npm ci && npm run build” in ${join(dirname(layout.script), '..')}.`]),
    ...[layout.node, layout.script].flatMap((file) => [...trust(file), ...(parts.panel ? reach(file) : [])]),
  ];
}

function programsMissing(): string[] {
  const missing = packages.filter(([program, folder]) => !readdirSync(folder).some((name) => program.test(name)));
  if (missing.length === 0) return [];
  const names = missing.map(([, , name]) => name).join(' ');
  return [`Programs are missing: apt-get install --no-install-recommends ${names}`];
}

/** Limits are kept by the file system that the homes lie on. */
async function quotaMissing(): Promise<string[]> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  const type = ['/home', '/'].flatMap((point) => mounts.findLast(([, at]) => at === point)?.[2] ?? [])[0];
  const [program, name] = type === 'btrfs' ? ['/usr/bin/btrfs', 'btrfs-progs'] : ['/usr/sbin/setquota', 'quota'];
  if (type === 'ext4' || type === 'xfs' || type === 'btrfs')
    return existsSync(program) ? [] : [`Disk limits are measured but not kept: apt-get install ${name}`];
  return [
    `Disk limits are measured but not kept: /home lies on ${type ?? 'an unknown file system'}, not on ext4, xfs or btrfs.`,
  ];
}

const servers = /^(?:nginx|apache2|lighttpd|caddy|php\d\.\d+-fpm|fcgiwrap)\.(?:service|socket)$/;

/** Services of the distribution that start by themselves and hold the ports, or memory for nothing. */
function othersThatServe(): string[] {
  const folder = '/etc/systemd/system';
  const wants = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.wants')) : [];
  const found = new Set(wants.flatMap((name) => readdirSync(join(folder, name))).filter((name) => servers.test(name)));
  if (found.size === 0) return [];
  return [
    `The agent runs web server and PHP itself, and needs ports 80 and 443: systemctl disable --now ${[...found].sort().join(' ')}`,
  ];
}

const parentsOf = (path: string): string[] => (path === '/' ? ['/'] : [path, ...parentsOf(dirname(path))]);

/** Who can change what root runs is root. */
function trust(file: string): string[] {
  const bad = parentsOf(file).find((path) => {
    const { uid, mode } = statSync(path);
    return uid !== 0 || ((mode & 0o022) !== 0 && (mode & 0o1000) === 0);
  });
  return bad === undefined
    ? []
    : [`Others than root can change ${bad}, and so what root runs: chown -R root: ${bad} && chmod -R go-w ${bad}`];
}

/** The panel’s user has to be able to read the program, and its unit hides homes. */
function reach(file: string): string[] {
  const closed = parentsOf(file).find((path) => (statSync(path).mode & (path === file ? 0o004 : 0o001)) === 0);
  const hidden = /^\/(?:home|root|run\/user)\//.test(file);
  return closed === undefined && !hidden
    ? []
    : [`The panel’s user cannot read ${file}: put it into a place for all, such as /opt or /usr/local.`];
}
