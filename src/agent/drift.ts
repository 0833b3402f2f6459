import type { Desired, HostDrift } from '../kernel/host.ts';
import type { Observed, ObservedTree, ObservedUser } from './driver.ts';
import type { Op, Step } from './op.ts';
import { certificateOf, currentTree, folderOf, homeOf, type Paths } from './paths.ts';
import { plan } from './plan.ts';
import { digestOf } from './plan.sites.ts';
import type { PlanDeps, Rendered } from './plan.types.ts';

type Finding = Pick<HostDrift, 'what' | 'found'>;

/**
 * What is other than the last run has left it: whatever a plan for the same state would have to do again. `deps.without`
 * are the failures of that run; what they are about is not looked at. Nothing of what was found is repaired yet.
 */
export function driftOf(
  last: Desired | null,
  observed: Observed,
  deps: Omit<PlanDeps, 'now'>,
  now: number,
): HostDrift[] {
  if (last === null) return [];
  const { steps, web, php } = plan(last, observed, { ...deps, now });
  const lost = new Set(steps.flatMap((step) => (step.op === 'users.create' ? step.users.map(({ id }) => id) : [])));
  const findings = [
    ...steps.flatMap((step) => findingsOf(step, { observed, paths: deps.paths, lost })),
    ...treeFindings('web', web, observed.web, deps.paths),
    ...treeFindings('php', php, observed.php, deps.paths),
  ];
  return findings.map(({ what, found }) => ({ what, found, at: now, repaired: false }));
}

interface Scene {
  readonly observed: Observed;
  readonly paths: Paths;
  /** Accounts whose users are gone: what they had is gone with them. */
  readonly lost: ReadonlySet<number>;
}

function findingsOf(step: Step, scene: Scene): Finding[] {
  const { paths, lost } = scene;
  if ('users' in step) return userFindings(step, scene);
  if (step.op === 'sites.create')
    return step.sites
      .filter(({ owner }) => !lost.has(owner.id))
      .map(({ domain, owner }) => ({ what: folderOf(paths, owner.name, domain), found: 'is not there' }));
  if (step.op === 'certificates.put') return certificateFindings(step, scene);
  if (step.op === 'certificates.remove')
    return step.domains.map((domain) => ({ what: certificateOf(paths, domain), found: 'belongs to no site' }));
  return [];
}

/** To make one of our own anew in time is no repair, nor is it to tell that a given one has expired. */
function certificateFindings({ sites }: Op['certificates.put'], { observed, paths }: Scene): Finding[] {
  return sites.flatMap(({ domain, certificate }) => {
    const there = observed.certificates.get(domain);
    const found = there === undefined ? 'is not there' : 'is another one';
    const wanted = certificate === null ? null : digestOf(certificate);
    return there?.given === wanted ? [] : [{ what: certificateOf(paths, domain), found }];
  });
}

type UserStep = Extract<Step, { users: unknown }>;

const ofUsers: Record<UserStep['op'], (user: ObservedUser | undefined) => string> = {
  'users.create': () => 'is not there',
  'users.home': () => 'is not as it was left',
  'users.shell': (user) => (user?.shell ? 'has a shell' : 'has no shell'),
  'users.password': (user) => (user?.hash === null ? 'has no password' : 'has another password'),
  'users.lock': () => 'is not locked',
  'users.unlock': () => 'is locked',
  'users.kill': () => 'runs programs while it is suspended',
  'users.delete': () => 'belongs to no account',
  'quota.set': (user) => (user?.diskKiB == null ? 'has no disk limit' : `has a disk limit of ${user.diskKiB} KiB`),
  'cgi.start': () => 'does not run',
  'cgi.stop': () => 'runs',
};

function userFindings(step: UserStep, { observed, paths, lost }: Scene): Finding[] {
  const placeOf = (name: string): string => {
    if (step.op === 'users.home') return homeOf(paths, name);
    return step.op.startsWith('cgi.') ? `CGI of ${name}` : `user ${name}`;
  };
  return step.users
    .filter(({ id }) => step.op === 'users.create' || id === null || !lost.has(id))
    .map(({ name }) => ({ what: placeOf(name), found: ofUsers[step.op](observed.users.get(name)) }));
}

function treeFindings(what: 'web' | 'php', tree: Rendered | null, now: ObservedTree, paths: Paths): Finding[] {
  const program = what === 'web' ? 'the web server' : 'PHP';
  if (tree === null) return now.running ? [{ what: program, found: 'runs' }] : [];
  const place = currentTree(paths, what);
  return [
    ...(now.id === tree.id ? [] : [{ what: place, found: now.id === null ? 'is not there' : 'is not as it was left' }]),
    ...(now.running ? [] : [{ what: program, found: 'does not run' }]),
  ];
}
