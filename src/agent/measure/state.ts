import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Paths } from '../paths.ts';
import { replaceFile } from '../state.ts';

// What measuring remembers: how far the logs are read and what was counted there, in one file that changes as a whole.

const id = z.int().positive();
const amount = z.number().nonnegative();
const time = z.int();

const Position = z.object({
  inode: z.string(),
  offset: z.int().nonnegative(),
  /** How the file begins: another file may get the same inode. */
  head: z.string(),
  /** Epoch ms when the file was last there. */
  seen: time,
});
export type Position = z.infer<typeof Position>;

const Usage = z.object({
  id: z.string(),
  at: time,
  accounts: z.array(z.object({ id, disk: amount.nullable(), traffic: amount })).readonly(),
  sites: z.array(z.object({ id, traffic: amount, pageviews: amount })).readonly(),
});

const State = z.object({
  positions: z.array(Position),
  /** The report on its way: it stays as it is until it has arrived. */
  sent: Usage.nullable(),
  /** What was measured since that report. */
  pending: z.object({
    accounts: z.array(z.tuple([id, amount])),
    sites: z.array(z.tuple([id, z.object({ traffic: amount, pageviews: amount })])),
    disk: z.array(z.tuple([id, amount])),
  }),
  hosts: z.array(z.tuple([z.string(), z.object({ account: id, gone: time.nullable() })])),
  rotated: time,
  measured: time.nullable(),
});
type Stored = z.infer<typeof State>;
type Pending = Stored['pending'];

type MapOf<Pairs extends readonly (readonly [unknown, unknown])[]> = Map<Pairs[number][0], Pairs[number][1]>;

export interface State {
  positions: Position[];
  sent: Stored['sent'];
  pending: { [K in keyof Pending]: MapOf<Pending[K]> };
  hosts: MapOf<Stored['hosts']>;
  /** Epoch ms when the log was last rotated. */
  rotated: number;
  /** Epoch ms when disks were last measured; null: never. */
  measured: number | null;
}

const pathOf = (paths: Paths): string => join(paths.state, 'measure.json');

export const emptyState = (now: number): State => ({
  positions: [],
  sent: null,
  pending: emptyPending(),
  hosts: new Map(),
  rotated: now,
  measured: null,
});

export const emptyPending = (): State['pending'] => ({ accounts: new Map(), sites: new Map(), disk: new Map() });

/** null: nothing is remembered. What cannot be read is set aside. */
export async function loadState(paths: Paths): Promise<State | null> {
  const text = await readFile(pathOf(paths), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const stored = parse(text);
  if (stored === null) {
    await rename(pathOf(paths), `${pathOf(paths)}.broken`);
    return null;
  }
  const { accounts, sites, disk } = stored.pending;
  const pending = { accounts: new Map(accounts), sites: new Map(sites), disk: new Map(disk) };
  return { ...stored, pending, hosts: new Map(stored.hosts) };
}

function parse(text: string): Stored | null {
  try {
    return State.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** As the file holds it. */
export function textOf({ pending, hosts, ...state }: State): string {
  const { accounts, sites, disk } = pending;
  const lists = { accounts: [...accounts], sites: [...sites], disk: [...disk] };
  const stored: Stored = { ...state, pending: lists, hosts: [...hosts] };
  return JSON.stringify(stored);
}

export const saveText = (paths: Paths, text: string): Promise<void> => replaceFile(pathOf(paths), text);
