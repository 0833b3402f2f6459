import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { dirname, join } from 'node:path';
import { homeOf, type Paths } from '../../src/agent/paths.ts';
import type { Desired, HostAccount, HostSite, SiteFeature } from '../../src/kernel/host.ts';

/** A place for a web server of its own inside the sandbox. */
export function placeAt(name: string, port: number): Paths {
  const root = join('/srv', name);
  mkdirSync(join(root, 'home'), { recursive: true });
  const folders = { home: `${root}/home`, state: `${root}/state`, run: `/run/${name}`, log: `${root}/log` };
  return { ...folders, archive: `${root}/archive`, http: port, https: port + 1 };
}

const wwwData = 33;

/** A Linux user with a home as the agent makes it. */
export function addUser(paths: Paths, name: string, uid: number): void {
  execFileSync('/usr/sbin/groupadd', ['--gid', String(uid), name]);
  execFileSync('/usr/sbin/useradd', ['--uid', String(uid), '--gid', String(uid), '-M', '-s', '/bin/bash', name]);
  const home = homeOf(paths, name);
  const folder = (path: string, owner: readonly [number, number], mode: number): void => {
    mkdirSync(path);
    chownSync(path, ...owner);
    chmodSync(path, mode);
  };
  folder(home, [0, 0], 0o711);
  folder(join(home, 'www'), [uid, wwwData], 0o710);
  folder(join(home, 'tmp'), [uid, uid], 0o700);
  folder(join(home, 'logs'), [0, uid], 0o750);
  writeFileSync(join(home, 'logs', 'php.log'), '');
  chownSync(join(home, 'logs', 'php.log'), uid, uid);
}

/** Does something as a user would at a shell. */
export function as(name: string, script: string): string {
  return execFileSync('/usr/sbin/runuser', ['-u', name, '--', '/bin/sh', '-euc', script], { encoding: 'utf8' });
}

/** Writes a file into a site's folder, by its owner's hand; scripts can be run. */
export function put(paths: Paths, name: string, file: string, text: string): void {
  const mode = text.startsWith('#!') ? '755' : '644';
  const path = join(homeOf(paths, name), 'www', file);
  const lines = `mkdir -p '${dirname(path)}'; cat > '${path}'; chmod ${mode} '${path}'`;
  execFileSync('/usr/sbin/runuser', ['-u', name, '--', '/bin/sh', '-euc', lines], { input: text });
}

export const account = (id: number, name: string, change: Partial<HostAccount> = {}): HostAccount => ({
  id,
  name,
  uid: id,
  suspended: false,
  shell: false,
  passwordHash: null,
  diskKiB: null,
  providerId: 3,
  ...change,
});

export const site = (
  accountId: number,
  domain: string,
  features: readonly SiteFeature[] = [],
  certificate: string | null = null,
): HostSite => ({ id: nextSite++, accountId, domain, features, certificate });
let nextSite = 1;

export const desired = (accounts: readonly HostAccount[], sites: readonly HostSite[]): Desired => ({
  revision: 1,
  providers: [
    {
      id: 3,
      name: 'North <Hosting>',
      contact: 'help@north.example',
      lang: 'en',
      suspendedTitle: 'This site is suspended',
      suspendedText: 'It will be back as soon as its owner has spoken with us.',
    },
  ],
  accounts,
  sites,
  panel: 'panel-for-the-tests',
  nextUid: 60_000,
  welcome: { lang: 'en', title: 'Welcome', text: 'Here will be a site.' },
  noSite: { title: 'There is no site here', text: 'Try again in a few minutes.' },
});

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  /** Names in the certificate; '' without TLS. */
  readonly names: string;
}

export interface Ask {
  readonly tls?: boolean;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Another name for TLS than for the request. */
  readonly sni?: string;
}

/** Asks the web server for a path, which is sent as it is. */
export function ask(paths: Paths, host: string, path = '/', options: Ask = {}): Promise<Reply> {
  const { tls = false, method = 'GET', headers = {}, body = '', sni = host } = options;
  const place = { host: '127.0.0.1', port: tls ? paths.https : paths.http, agent: false } as const;
  const what = { ...place, path, method, headers: { host, ...headers } };
  return new Promise((resolve, reject) => {
    const request = tls ? httpsRequest({ ...what, servername: sni, rejectUnauthorized: false }) : httpRequest(what);
    request.on('error', reject).on('response', (response) => {
      const names =
        response.socket instanceof TLSSocket ? (response.socket.getPeerCertificate().subjectaltname ?? '') : '';
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', reject).on('end', () => {
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers, names });
      });
    });
    request.end(body);
  });
}

export const status = async (paths: Paths, host: string, path = '/', options: Ask = {}): Promise<number> =>
  (await ask(paths, host, path, options)).status;

/** Ends what the tests have started here: whatever has the place in its command line. */
export function endAll({ run, state }: Paths): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    const command = readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    if (/^(?:nginx|php-fpm): master/u.test(command) && command.includes(state)) process.kill(Number(pid), 'SIGTERM');
  }
  for (const file of readdirSync(run).filter((name) => name.startsWith('cgi-') && name.endsWith('.pid')))
    for (const pid of readOr(join(run, file)).split(/\s+/u).filter(Boolean)) process.kill(Number(pid), 'SIGTERM');
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
