import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Paths } from './paths.ts';

/** What the agent remembers from one start to the next. */
export interface AgentState {
  /** Of the panel's answer that `desired` comes from. */
  readonly revision: number;
  /** All that should be here, held accounts included; checked again when it is read. */
  readonly desired: unknown;
  /** Accounts that the panel no longer names and that are kept until somebody allows their deletion. */
  readonly held: readonly number[];
  /** Accounts on the machine that no answer has ever named are kept too. */
  readonly spare: boolean;
}

export interface StateFile {
  /** null: nothing is remembered. Throws when what is there cannot be read. */
  load(): Promise<AgentState | null>;
  save(state: AgentState): Promise<void>;
  /** Lets the deletion of what is held go on. */
  allow(ids: readonly number[]): Promise<void>;
  /** Accounts whose deletion was allowed since; null: nobody said so. */
  allowed(): Promise<ReadonlySet<number> | null>;
  forgetAllowed(): Promise<void>;
}

/** In PATHS.state, for root alone: it holds password hashes and keys of certificates. */
export function stateFile({ state }: Pick<Paths, 'state'>): StateFile {
  const file = join(state, 'agent.json');
  const permit = join(state, 'allow-deletes.json');
  return {
    load: async () => stateOf(await readJson(file), file),
    save: (value) => replaceFile(file, JSON.stringify(value)),
    allow: (ids) => replaceFile(permit, JSON.stringify(ids)),
    async allowed() {
      const ids = await readJson(permit);
      return Array.isArray(ids) ? new Set(ids.filter((id): id is number => typeof id === 'number')) : null;
    },
    forgetAllowed: () => rm(permit, { force: true }),
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read`, { cause: error });
  }
}

function stateOf(read: unknown, file: string): AgentState | null {
  if (read === null) return null;
  const { revision, desired, held, spare } = read as Partial<Record<keyof AgentState, unknown>>;
  if (typeof revision !== 'number' || typeof desired !== 'object' || desired === null || !Array.isArray(held))
    throw new Error(`${file} holds something else than what the agent wrote`);
  return { revision, desired, held: held.map(Number), spare: spare === true };
}

/** Whoever reads the file meets the old text or the new one, after a loss of power too. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  // The web server has to reach certificates below.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const next = `${path}.new`;
  await rm(next, { force: true });
  const file = await open(next, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
