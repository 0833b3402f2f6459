import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { hostFaults } from '../kernel/host.ts';
import { flush } from './linux/safe.ts';
import type { Paths } from './paths.ts';

const User = z.object({ id: z.int().nullable(), name: z.string(), uid: z.int() });

const State = z.object({
  /** All that should be here, kept accounts included; checked again when it is read. */
  desired: z.record(z.string(), z.unknown()),
  /** The panel that said so. */
  speaker: z.string(),
  /** As in `Memory`. */
  panel: z.string().nullable(),
  held: z.array(User),
  allowed: z.array(User),
  unread: z.array(
    z.object({ kind: z.enum(['account', 'site']), id: z.int(), fault: z.enum(hostFaults), detail: z.string() }),
  ),
  /** Of the agent that has brought something about here for the last time; null: none has. */
  version: z.string().nullable(),
});

/** What the agent remembers from one start to the next. */
export type AgentState = z.infer<typeof State>;

const Permission = z.object({
  /** The panel that the server belongs to from now on. */
  panel: z.string(),
  /** Of users that may be deleted. */
  uids: z.array(z.int()),
});
export type Permission = z.infer<typeof Permission>;

export interface StateFile {
  /** null: nothing is remembered. Throws when what is there cannot be read. */
  load(): Promise<AgentState | null>;
  save(state: AgentState): Promise<void>;
  /** Lets the deletion of what is held go on. */
  allow(permission: Permission): Promise<void>;
  /** What was allowed since; null: nothing. */
  allowed(): Promise<Permission | null>;
  forgetAllowed(): Promise<void>;
}

/** In PATHS.state, for root alone: it holds password hashes and keys of certificates. */
export function stateFile({ state }: Pick<Paths, 'state'>): StateFile {
  const file = join(state, 'agent.json');
  const permit = join(state, 'allow-deletes.json');
  return {
    load: () => readJson(file, State),
    save: (value) => replaceFile(file, JSON.stringify(value)),
    allow: (permission) => replaceFile(permit, JSON.stringify(permission)),
    allowed: () => readJson(permit, Permission),
    forgetAllowed: () => rm(permit, { force: true }),
  };
}

async function readJson<T>(path: string, form: z.ZodType<T>): Promise<T | null> {
  try {
    return form.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read`, { cause: error });
  }
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
  await flush(folder);
}
