import { readFile } from 'node:fs/promises';
import { hostUids } from '../kernel/host.ts';
import { readUsers } from './linux/passwd.ts';

/** Whether nobody but this machine is at an address. */
export const isLoopback = (url: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);

/**
 * The user of ours that listens in the panel's place: a port above 1023 is anybody's while the panel is down, and what
 * the agent shows the panel would open to that user what the panel says of all others. null: none does.
 */
export async function intruderAt(url: URL): Promise<string | null> {
  if (!isLoopback(url)) return null;
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'latin1').catch(none)),
  );
  const uids = new Set(tables.flatMap((table) => listenersIn(table, port)).filter(isOfUsers));
  if (uids.size === 0) return null;
  const { ours } = await readUsers();
  return [...ours].find(([, { uid }]) => uids.has(uid))?.[0] ?? null;
}

const none = (): string => '';
const isOfUsers = (uid: number): boolean => uid >= hostUids.first && uid <= hostUids.last;

/** Lines of the kernel: `0: 0100007F:05DC 00000000:0000 0A … … … UID …`, where 0A says that somebody listens. */
function listenersIn(table: string, port: number): number[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid] = line.trim().split(/\s+/);
    return state === '0A' && local.endsWith(end) ? [Number(uid)] : [];
  });
}
