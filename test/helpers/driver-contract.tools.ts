import type { Driver, Observed, ObservedUser } from '../../src/agent/driver.ts';
import type { Step, StepResult, Who } from '../../src/agent/op.ts';

/** A machine to try a driver on, with what tests do behind its back. */
export interface ContractHost {
  readonly driver: Driver;
  /** Makes a Linux user, with a group of the same name and number, that is not ours. */
  addForeign(name: string, uid: number): Promise<void>;
  /** Starts a program of this user that does not end by itself. */
  runAs(name: string): Promise<void>;
  /** Makes a file in the folder of the site, as its owner would. */
  write(owner: string, domain: string, file: string): Promise<void>;
  /** Whether a file of that name is below the home directory. */
  has(owner: string, domain: string, file: string): Promise<boolean>;
  /** How many archives of this user's home there are, when all is packed that waits for it. */
  archives(name: string): Promise<number>;
  /** Puts a plain file where the home directory of that user would be. */
  blockHome(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface Tools {
  readonly host: () => ContractHost;
  readonly run: (step: Step) => Promise<StepResult>;
  readonly works: (...steps: readonly Step[]) => Promise<void>;
  readonly seen: () => Promise<Observed>;
  readonly user: (who: Who) => Promise<ObservedUser | undefined>;
  readonly folders: () => Promise<string[]>;
  readonly atHome: (...users: Who[]) => Promise<void>;
}

export const hash = `$6$rounds=5000$saltsalt$${'a'.repeat(86)}`;
export const other = `$6$saltsalt$${'b'.repeat(86)}`;

export const alice: Who = { id: 7, name: 'alice', uid: 20_101 };
export const bob: Who = { id: 8, name: 'bob', uid: 20_102 };
export const carol: Who = { id: 9, name: 'carol-x_1', uid: 20_103 };
export const fresh = { shell: false, hash: null, locked: false, expired: false, diskKiB: null, running: false };

export const faults = (of: StepResult): string[] => of.map(({ kind, id, fault }) => `${kind} ${id} ${fault}`).sort();
export const ids = (of: StepResult): number[] => of.map(({ id }) => id);
