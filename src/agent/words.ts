import type { OpName, Step } from './op.ts';

const deeds: Record<OpName, string> = {
  'users.create': 'Make users',
  'users.home': 'Put home directories in order',
  'users.shell': 'Set shells',
  'users.password': 'Set passwords',
  'users.lock': 'Lock users',
  'users.unlock': 'Unlock users',
  'users.kill': 'End all programs of users',
  'users.delete': 'Archive and delete users',
  'quota.set': 'Set disk limits',
  'sites.create': 'Make folders of sites',
  'certificates.put': 'Put certificates',
  'certificates.remove': 'Remove certificates',
  'cgi.start': 'Start CGI of users',
  'cgi.stop': 'Stop CGI of users',
  'php.check': 'Check a configuration of PHP',
  'web.check': 'Check a configuration of the web server',
  'php.apply': 'Give PHP a new configuration',
  'web.apply': 'Give the web server a new configuration',
  'php.stop': 'Stop PHP',
};

/** What a step does, in one line; no secret is in it. `most` names at most. */
export function inWords(step: Step, most = 10): string {
  const names = namesIn(step);
  if (names.length === 0) return `${deeds[step.op]}.`;
  const more = names.length > most ? [`and ${names.length - most} more`] : [];
  return `${deeds[step.op]}: ${[...names.slice(0, most), ...more].join(', ')}.`;
}

function namesIn(step: Step): string[] {
  if ('users' in step) return namesOfUsers(step);
  if (step.op === 'sites.create') return step.sites.map(({ domain, owner }) => `${domain} of ${owner.name}`);
  if (step.op === 'certificates.put')
    return step.sites.map(({ domain, certificate }) => `${domain} (${certificate === null ? 'our own' : 'given'})`);
  return 'domains' in step ? [...step.domains] : [];
}

function namesOfUsers(step: Extract<Step, { users: unknown }>): string[] {
  if (step.op === 'users.shell') return step.users.map(({ name, shell }) => `${name} (${shell ? 'a shell' : 'none'})`);
  if (step.op === 'users.password')
    return step.users.map(({ name, hash }) => `${name} (${hash === null ? 'none' : 'a new one'})`);
  if (step.op === 'quota.set')
    return step.users.map(({ name, diskKiB }) => `${name} (${diskKiB === null ? 'none' : `${diskKiB} KiB`})`);
  return step.users.map(({ name }) => name);
}

/** As a failure tells it: one line of at most 300 characters. */
export const inOneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
