import { certificateObserver, putCertificates, removeCertificates } from '../certificates.ts';
import { observeCgi, startCgi, stopCgi } from '../cgi.ts';
import type { Driver } from '../driver.ts';
import type { Op, OpName, StepResult } from '../op.ts';
import type { Paths } from '../paths.ts';
import { applyPhp, checkPhp, observePhp, stopPhp } from '../php/apply.ts';
import { applyWeb, checkWeb, observeWeb } from '../web/apply.ts';
import { createUsers, setShells } from './accounts.ts';
import { deleteUsers, killUsers } from './delete.ts';
import type { Exec } from './exec.ts';
import { guarded } from './guard.ts';
import { makeHomes } from './homes.ts';
import { observePools, observeUsers } from './observe.ts';
import { lockUsers, setPasswords, unlockUsers } from './passwords.ts';
import { detectQuota } from './quota/detect.ts';
import { setQuota } from './quota/quota.ts';
import { createSites } from './sites.ts';

/** Acts on the machine it runs on, as root. */
export function createLinuxDriver({ paths, exec }: { readonly paths: Paths; readonly exec: Exec }): Driver {
  const observeCertificates = certificateObserver(paths);
  return {
    async observe() {
      const quota = await detectQuota(paths, exec);
      const [users, certificates, cgi, pools, web, php] = await Promise.all([
        ...([observeUsers(paths, quota), observeCertificates(), observeCgi(paths), observePools(paths)] as const),
        ...([observeWeb(paths), observePhp(paths)] as const),
      ]);
      return { ...users, certificates, cgi, pools, web, php, quota: quota.kind !== 'none' };
    },
    async run(step) {
      const { step: fit, failures } = guarded(step);
      return [...failures, ...(await perform({ paths, exec }, fit))];
    },
  };
}

interface Host {
  readonly paths: Paths;
  readonly exec: Exec;
}

const none: StepResult = [];

const deeds: { readonly [N in OpName]: (host: Host, step: Op[N]) => Promise<StepResult> } = {
  'users.create': ({ paths, exec }, { users }) => createUsers(exec, paths.home, users),
  'users.home': async ({ paths, exec }, { users }) => makeHomes(paths, await detectQuota(paths, exec), users),
  'users.shell': ({ exec }, { users }) => setShells(exec, users),
  'users.password': ({ exec }, { users }) => setPasswords(exec, users),
  'users.lock': ({ exec }, { users }) => lockUsers(exec, users),
  'users.unlock': ({ exec }, { users }) => unlockUsers(exec, users),
  'users.kill': ({ exec }, { users }) => killUsers(exec, users),
  'users.delete': async (host, { users }) =>
    deleteUsers({ ...host, quota: await detectQuota(host.paths, host.exec) }, users),
  'quota.set': async ({ paths, exec }, { users }) => setQuota(await detectQuota(paths, exec), users),
  'sites.create': ({ paths, exec }, step) => createSites(paths, exec, step),
  'certificates.put': ({ paths }, step) => putCertificates(paths, step),
  'certificates.remove': ({ paths }, step) => removeCertificates(paths, step).then(() => none),
  'cgi.start': ({ paths, exec }, step) => startCgi(exec, paths, step),
  'cgi.stop': ({ paths }, step) => stopCgi(paths, step),
  'php.check': ({ paths, exec }, step) => checkPhp(exec, paths, step).then(() => none),
  'php.apply': ({ paths, exec }, step) => applyPhp(exec, paths, step).then(() => none),
  'php.stop': ({ paths }) => stopPhp(paths).then(() => none),
  'web.check': ({ paths, exec }, step) => checkWeb(exec, paths, step).then(() => none),
  'web.apply': ({ paths, exec }, step) => applyWeb(exec, paths, step).then(() => none),
};

const perform = <N extends OpName>(host: Host, step: { readonly op: N } & Op[N]): Promise<StepResult> =>
  deeds[step.op](host, step);
