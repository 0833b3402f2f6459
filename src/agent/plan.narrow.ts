import type { HostFailure } from '../kernel/host.ts';
import type { Step } from './op.ts';
import type { Bad } from './plan.view.ts';

/** Ids of what steps are not about any more. */
export interface Out {
  readonly accounts: ReadonlySet<number>;
  readonly sites: ReadonlySet<number>;
}

/** The step without what is out; null: nothing is left of it. */
export function narrowed(step: Step, { accounts, sites }: Out): Step | null {
  const isUserIn = ({ id }: { readonly id: number | null }): boolean => id === null || !accounts.has(id);
  const isSiteIn = ({ id }: { readonly id: number }): boolean => !sites.has(id);
  if ('users' in step) {
    const users = step.users.filter(isUserIn);
    // Each list keeps the type of its step.
    return users.length === 0 ? null : ({ ...step, users } as Step);
  }
  if (step.op === 'sites.create') {
    const some = step.sites.filter((site) => isSiteIn(site) && isUserIn(site.owner));
    return some.length === 0 ? null : { ...step, sites: some };
  }
  if (step.op === 'certificates.put') {
    const some = step.sites.filter(isSiteIn);
    return some.length === 0 ? null : { ...step, sites: some };
  }
  return step;
}

export const idsOf = (failures: readonly HostFailure[], kind: HostFailure['kind']): ReadonlySet<number> =>
  new Set(failures.filter((one) => one.kind === kind).map(({ id }) => id));

export const outOf = (failures: readonly HostFailure[]): Out => ({
  accounts: idsOf(failures, 'account'),
  sites: idsOf(failures, 'site'),
});

export const badOf = (failures: readonly HostFailure[]): Bad => ({
  web: idsOf(
    failures.filter(({ fault }) => fault === 'web'),
    'site',
  ),
  php: idsOf(
    failures.filter(({ fault }) => fault === 'php'),
    'account',
  ),
});
