import type { ObservedUser } from '../../src/agent/driver.ts';
import type { Step, Tree } from '../../src/agent/op.ts';
import type { HostFault } from '../../src/kernel/host.ts';

export type MemoryUser = { -readonly [K in keyof ObservedUser]: ObservedUser[K] };

export interface MemoryTree {
  id: string | null;
  tree: Tree;
  running: boolean;
}

const noTree = (): MemoryTree => ({ id: null, tree: new Map(), running: false });

/** A machine that is only remembered: all that a driver sees and changes, and all that a test may do to it. */
export class MemoryHost {
  readonly users = new Map<string, MemoryUser>();
  /** Names and uids of users that are not ours. */
  readonly foreign = new Map([
    ['root', 0],
    ['www-data', 33],
  ]);
  /** `owner/domain`, and the files there. */
  readonly folders = new Map<string, Set<string>>();
  readonly certificates = new Map<string, { given: string | null; expires: number }>();
  readonly cgi = new Set<string>();
  readonly web = noTree();
  readonly php = noTree();
  /** Names of users whose homes were archived, each time. */
  readonly archived: string[] = [];
  /** Users in place of whose home something else lies. */
  readonly blocked = new Set<string>();
  /** Every step that was run, checks too. */
  readonly done: Step[] = [];

  quota = true;
  now = Date.UTC(2026, 0, 1);
  /** Why a tree is not taken; null: it is. */
  refuses: (what: 'web' | 'php', tree: Tree) => string | null = () => null;
  /** Why a step fails for the user or the domain of that name; null: it does not. */
  fails: (op: Step['op'], name: string) => HostFault | null = () => null;
  /** How many more steps are done before the machine loses its power; then nothing is done until it is `null` again. */
  stepsLeft: number | null = null;
  /** Whether the step at which that happens is done by half. */
  byHalf = false;

  /** All of what a step is about, or the first half when that is all that is done of it. */
  part<T>(list: readonly T[]): readonly T[] {
    return this.stepsLeft === 0 ? list.slice(0, Math.ceil(list.length / 2)) : list;
  }
}
