import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keysOf, type HostKeys } from '../kernel/host-key.ts';
import { PanelTrouble } from './client.ts';

/** Reads the token. Throws PanelTrouble with what to do. */
export async function readToken(path: string): Promise<HostKeys> {
  const file = await openToken(path);
  try {
    const fault = faultOf(await file.stat(), await ownersOf(path));
    if (fault !== null) throw new PanelTrouble(`The token file ${path} ${fault}.`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    const keys = keysOf(buffer.toString('latin1', 0, bytesRead).trim());
    if (keys === null)
      throw new PanelTrouble(
        `The token file ${path} holds no token: make a new one in the panel under Servers, and write it there as it is.`,
      );
    return keys;
  } finally {
    await file.close();
  }
}

/** Neither a link nor a pipe that somebody has put there leads root elsewhere. */
async function openToken(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const text = missing
      ? `There is no token at ${path} yet: the panel on this machine writes it when it starts. For a panel elsewhere make one there under Servers and write it to this file, or set AGENT_TOKEN_FILE.`
      : `The token file ${path} cannot be read: it has to be a file, not a link.`;
    throw new PanelTrouble(text, missing ? {} : { cause: error });
  }
}

interface Stat {
  isFile(): boolean;
  readonly mode: number;
  readonly uid: number;
}

function faultOf(file: Stat, owners: ReadonlySet<number>): string | null {
  if (!file.isFile()) return 'is no file';
  if ((file.mode & 0o077) !== 0) return 'can be read by others than its owner: “chmod 600” it, and take a new token';
  if (!owners.has(file.uid)) return 'belongs to somebody else than root or the owner of its folder: “chown root” it';
  return null;
}

/** The panel writes the token of its own machine as its own user, into a folder of its own. */
const ownersOf = async (path: string): Promise<ReadonlySet<number>> => new Set([0, (await stat(dirname(path))).uid]);
