import { createHash } from 'node:crypto';
import type { Driver, Observed } from '../../src/agent/driver.ts';
import { Refused, type Op, type OpName, type StepResult } from '../../src/agent/op.ts';
import type { HostFailure, HostFault } from '../../src/kernel/host.ts';
import type { MemoryHost } from './memory-host.ts';
import { poolsIn } from './memory-trees.ts';
import { eachUser, setQuota } from './memory-users.ts';

const year = 365 * 24 * 60 * 60 * 1000;

/** The power went while steps were done. */
export class PowerLost extends Error {
  override readonly name = 'PowerLost';
}

/** Acts on a machine that is only remembered, as the real driver acts on a real one. */
export function memoryDriver(host: MemoryHost): Driver {
  return {
    observe: () => Promise.resolve(observed(host)),
    async run(step) {
      await Promise.resolve();
      if (host.stepsLeft === 0) {
        if (host.byHalf) perform(host, step);
        host.byHalf = false;
        throw new PowerLost();
      }
      host.done.push(step);
      const failures = perform(host, step);
      if (host.stepsLeft !== null) host.stepsLeft -= 1;
      return failures;
    },
  };
}

function observed(host: MemoryHost): Observed {
  const { id: web } = host.web;
  const { id: php } = host.php;
  return {
    users: new Map([...host.users].map(([name, user]) => [name, { ...user }])),
    foreign: { names: new Set(host.foreign.keys()), uids: new Set(host.foreign.values()) },
    folders: new Set(host.folders.keys()),
    certificates: new Map(host.certificates),
    cgi: new Set(host.cgi),
    pools: poolsIn(host.php.tree),
    web: { id: web, running: host.web.running },
    php: { id: php, running: host.php.running },
    quota: host.quota,
  };
}

/** What each step does; of a tree nothing is done by half. */
const deeds: { [N in OpName]: (host: MemoryHost, step: Op[N]) => StepResult } = {
  'users.create': (host, { users }) => eachUser(host, 'users.create', users),
  'users.home': (host, { users }) => eachUser(host, 'users.home', users),
  'users.shell': (host, { users }) => eachUser(host, 'users.shell', users),
  'users.password': (host, { users }) => eachUser(host, 'users.password', users),
  'users.lock': (host, { users }) => eachUser(host, 'users.lock', users),
  'users.unlock': (host, { users }) => eachUser(host, 'users.unlock', users),
  'users.kill': (host, { users }) => eachUser(host, 'users.kill', users),
  'users.delete': (host, { users }) => eachUser(host, 'users.delete', users),
  'quota.set': setQuota,
  'sites.create': createSites,
  'certificates.put': putCertificates,
  'certificates.remove': (host, { domains }) => forget(host, host.certificates, domains),
  'cgi.start': startCgi,
  'cgi.stop': (host, { users }) =>
    forget(
      host,
      host.cgi,
      users.map(({ name }) => name),
    ),
  'php.check': (host, step) => takeTree(host, 'php', step, false),
  'web.check': (host, step) => takeTree(host, 'web', step, false),
  'php.apply': (host, step) => takeTree(host, 'php', step, true),
  'web.apply': (host, step) => takeTree(host, 'web', step, true),
  'php.stop': (host) => {
    if (host.stepsLeft !== 0) Object.assign(host.php, { id: null, tree: new Map(), running: false });
    return [];
  },
};

const perform = <N extends OpName>(host: MemoryHost, step: { readonly op: N } & Op[N]): StepResult =>
  deeds[step.op](host, step);

function forget(host: MemoryHost, from: { delete(name: string): boolean }, names: readonly string[]): StepResult {
  for (const name of host.part(names)) from.delete(name);
  return [];
}

function takeTree(host: MemoryHost, what: 'web' | 'php', { id, tree }: Op['web.apply'], use: boolean): StepResult {
  const reason = host.refuses(what, tree);
  if (reason !== null) throw new Refused(reason);
  if (use && host.stepsLeft !== 0) Object.assign(host[what], { id, tree, running: true });
  return [];
}

const siteFailure = (id: number, fault: HostFault, detail: string): HostFailure => ({
  kind: 'site',
  id,
  fault,
  detail,
});

function createSites(host: MemoryHost, { sites }: Op['sites.create']): HostFailure[] {
  return host.part(sites).flatMap(({ id, domain, owner }) => {
    const user = host.users.get(owner.name);
    const fault = host.fails('sites.create', domain) ?? (user?.uid === owner.uid && user.home ? null : 'needs');
    if (fault !== null) return [siteFailure(id, fault, domain)];
    const folder = `${owner.name}/${domain}`;
    if (!host.folders.has(folder)) host.folders.set(folder, new Set(['index.html']));
    return [];
  });
}

function putCertificates(host: MemoryHost, { sites }: Op['certificates.put']): HostFailure[] {
  return host.part(sites).flatMap(({ id, domain, certificate }) => {
    const fault = host.fails('certificates.put', domain);
    if (fault !== null) return [siteFailure(id, fault, domain)];
    const given = certificate === null ? null : createHash('sha256').update(certificate).digest('hex');
    host.certificates.set(domain, { given, expires: host.now + year });
    return [];
  });
}

function startCgi(host: MemoryHost, { users }: Op['cgi.start']): HostFailure[] {
  return host.part(users).flatMap(({ id, name }) => {
    const fault = host.fails('cgi.start', name) ?? (host.users.has(name) ? null : 'cgi');
    if (fault === null) host.cgi.add(name);
    return fault === null ? [] : [{ kind: 'account' as const, id, fault, detail: name }];
  });
}
