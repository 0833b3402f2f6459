import type { Step, StepResult } from './op.ts';

/** A Linux account with the mark of ours. */
export interface ObservedUser {
  /** Id of the account in the panel, which the mark tells; null: a mark without. Another id is another person, whatever the name. */
  readonly id: number | null;
  readonly uid: number;
  readonly shell: boolean;
  /** The password hash without the mark of a lock; null: none. */
  readonly hash: string | null;
  readonly locked: boolean;
  /** Locked and expired are set together; drift may part them. */
  readonly expired: boolean;
  /** The home directory has the layout and the owners it should have. */
  readonly home: boolean;
  /** KiB; null: no limit, or limits cannot be kept here. */
  readonly diskKiB: number | null;
  /** Has processes besides those the agent runs for it. */
  readonly running: boolean;
}

/** What is on the machine, of what is ours. */
export interface Observed {
  readonly users: ReadonlyMap<string, ObservedUser>;
  /** Names and uids of users and groups that are not ours: never touched, never taken. */
  readonly foreign: { readonly names: ReadonlySet<string>; readonly uids: ReadonlySet<number> };
  /** Folders of sites that are there, as `owner/domain`. */
  readonly folders: ReadonlySet<string>;
  /** By domain: the digest of a given certificate, or that it is of our own making. `expires` is epoch ms. */
  readonly certificates: ReadonlyMap<string, { readonly given: string | null; readonly expires: number }>;
  /** Users for whom the CGI process runs. */
  readonly cgi: ReadonlySet<string>;
  /** Users whose pool is there for the web server to ask. */
  readonly pools: ReadonlySet<string>;
  /** Digest of the tree in use as it lies there, and whether the program runs with it; null: no tree. */
  readonly web: ObservedTree;
  readonly php: ObservedTree;
  /** Whether disk limits can be kept here. */
  readonly quota: boolean;
}

export interface ObservedTree {
  readonly id: string | null;
  readonly running: boolean;
}

/** Does steps on a machine: the real one, or one in memory for tests. */
export interface Driver {
  observe(): Promise<Observed>;
  /** Throws `Refused` when a tree was not taken; other errors are of the machine as a whole. Nothing cuts it short. */
  run(step: Step): Promise<StepResult>;
}
