import type { Desired, HostFailure } from '../kernel/host.ts';
import type { ObservedUser } from './driver.ts';
import type { Step, Tree } from './op.ts';
import type { Paths } from './paths.ts';
import type { There } from './plan.view.ts';

/** A whole configuration; `id` is its digest. */
export interface Rendered {
  readonly id: string;
  readonly tree: Tree;
}

/** What makes files of a desired state. Accounts and sites that are left out of it are not rendered. */
export interface Renderers {
  readonly renderWeb: (desired: Desired, paths: Paths) => Rendered;
  /** null: nobody uses PHP. */
  readonly renderPhp: (desired: Desired, paths: Paths) => Rendered | null;
  /** The first page of a new site. */
  readonly welcomePage: (welcome: Desired['welcome']) => string;
}

export interface PlanDeps extends Renderers {
  readonly paths: Paths;
  /** Epoch ms. */
  readonly now: number;
  /** Users of ours that are let be although nobody wants them; none when not given. */
  readonly spare?: (user: Pick<ObservedUser, 'id' | 'uid'> & { readonly name: string }) => boolean;
  /** What failed and is not to be tried: no step is about it. */
  readonly without?: readonly HostFailure[];
}

export interface Plan {
  readonly steps: readonly Step[];
  /** What cannot even be tried. */
  readonly failures: readonly HostFailure[];
  /** The desired state without that. */
  readonly desired: Desired;
  /** What of it is on the machine before the first step. */
  readonly before: There;
  /** What is in use when all steps are done. */
  readonly web: Rendered;
  readonly php: Rendered | null;
}
