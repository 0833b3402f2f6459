import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Driver, Observed } from '../../src/agent/driver.ts';
import { createArchiver, type Archiver } from '../../src/agent/linux/archiver.ts';
import { createLinuxDriver } from '../../src/agent/linux/driver.ts';
import { exec } from '../../src/agent/linux/exec.ts';
import type { Step, StepResult, Who } from '../../src/agent/op.ts';
import { defaultPaths, folderOf, homeOf, type Paths } from '../../src/agent/paths.ts';
import type { ContractHost } from './driver-contract.tools.ts';

/** The machine of the sandbox, with places of its own for each test. */
export interface LinuxHost extends ContractHost {
  readonly paths: Paths;
  readonly driver: Driver;
  run(step: Step): Promise<StepResult>;
  /** Makes users with homes. */
  settle(...users: Who[]): Promise<void>;
  observe(): Promise<Observed>;
  /** What packs and removes homes of deleted users, as a new process of the agent has it. */
  archiver(options?: { signal?: AbortSignal; now?: () => number }): Archiver;
}

/** Runs a program and gives back what it prints; the test fails when it does. */
export const sh = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' });

/** Runs a program with the ids of a user. */
export const shAs = (uid: number, program: string, ...args: string[]): string =>
  sh('/usr/bin/setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--', program, ...args);

export function linuxHost(home?: string): LinuxHost {
  if (process.env['SUBLET_SANDBOX'] !== '1') throw new Error('this acts as root and needs the sandbox');
  // Not below the layered root: there a file seems to lie on another file system than its folder.
  const base = mkdtempSync('/tmp/host-');
  const paths = pathsIn(base, home);
  mkdirSync(paths.home, { recursive: true, mode: 0o755 });
  sh('/usr/bin/chmod', '0755', base);
  const driver = createLinuxDriver({ paths, exec });
  const run = (step: Step): Promise<StepResult> => driver.run(step);
  const strangers: string[] = [];
  const place = (owner: string, domain: string, file: string): string => join(folderOf(paths, owner, domain), file);
  const log = { info: () => undefined, error: () => undefined };
  const archiver: LinuxHost['archiver'] = (options) =>
    createArchiver({ paths, exec, log, signal: new AbortController().signal, ...options });
  return {
    paths,
    driver,
    run,
    archiver,
    observe: () => driver.observe(),
    async settle(...users) {
      const failures = [...(await run({ op: 'users.create', users })), ...(await run({ op: 'users.home', users }))];
      if (failures.length > 0) throw new Error(JSON.stringify(failures));
    },
    addForeign(name, uid) {
      strangers.push(name);
      sh('/usr/sbin/useradd', '--no-create-home', '--user-group', '--uid', String(uid), '--', name);
      return Promise.resolve();
    },
    runAs: (name) => startAs(uidOf(name)).then(() => undefined),
    write: (owner, domain, file) =>
      Promise.resolve(void shAs(uidOf(owner), '/usr/bin/touch', place(owner, domain, file))),
    has: (owner, domain, file) => Promise.resolve(existsSync(place(owner, domain, file))),
    async archives(name) {
      await archiver().proceed();
      const files = existsSync(paths.archive) ? readdirSync(paths.archive) : [];
      return files.filter((file) => file.startsWith(`${name}-`)).length;
    },
    blockHome(name) {
      writeFileSync(homeOf(paths, name), 'not a home');
      return Promise.resolve();
    },
    close: () => clear(driver, strangers),
  };
}

const pathsIn = (base: string, home = join(base, 'home')): Paths => ({
  ...{ ...defaultPaths, home, state: join(base, 'state'), run: join(base, 'run') },
  ...{ log: join(base, 'log'), archive: join(base, 'archive') },
});

export function uidOf(name: string): number {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  return Number(line?.split(':')[2]);
}

/** Starts a program of a user that does not end by itself, and waits until it runs. */
export async function startAs(uid: number, ...command: string[]): Promise<number> {
  const [program = '/usr/bin/sleep', ...args] = command.length > 0 ? command : ['/usr/bin/sleep', '1000'];
  const child = spawn(program, args, { uid, gid: uid, stdio: 'ignore' });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child.pid ?? 0;
}

async function clear(driver: Driver, strangers: readonly string[]): Promise<void> {
  const { users } = await driver.observe();
  const all = [...users].map(([name, { id, uid }]) => ({ id, name, uid }));
  await driver.run({ op: 'users.delete', users: all });
  for (const name of [...strangers, ...all.map((user) => user.name)])
    if (!Number.isNaN(uidOf(name))) execFileSync('/usr/sbin/userdel', ['--force', '--', name], { stdio: 'ignore' });
}
