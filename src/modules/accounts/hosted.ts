import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { leavePlace, reviseServers, serverNamed, takePlace, usualServer, type Touched } from '../servers/index.ts';
import type { AccountRecord } from './account.table.ts';

/** What servers are told of a user, and of those above it. */
const ofUser = ['features', 'disk_max', 'deleted_at', 'server_id', 'shell_password', 'parent_id'] as const;
const ofOthers = ['features', 'display_name', 'email'] as const;

function matters(before: AccountRecord, after: AccountRecord): boolean {
  if (before.holds > 0 !== after.holds > 0) return true;
  const columns: readonly (keyof AccountRecord)[] = after.level === 'user' ? ofUser : ofOthers;
  return columns.some((column) => before[column] !== after[column]);
}

/** A user that goes from one server to another is about both, in one revision: its sites bring theirs along. */
function touchedBy(before: AccountRecord, after: AccountRecord): Touched {
  if (after.level === 'admin') return 'all';
  if (after.level === 'reseller') return { usersOf: after.id };
  return { servers: [before.server_id, after.server_id].filter((id) => id !== null) };
}

/** Tells the servers of accounts that are about to be written, and marks those with the revision they are told in. */
export async function tellServers(
  tx: Ctx,
  changed: Iterable<readonly [after: AccountRecord, before: AccountRecord]>,
): Promise<void> {
  const rows = [...changed];
  const highest = Math.max(0, ...rows.map(([{ host_revision: revision }]) => revision));
  for (const [after, before] of rows) {
    if (matters(before, after))
      after.host_revision = (await reviseServers(tx, touchedBy(before, after), highest)) ?? after.host_revision;
  }
}

/** The same for something of a user that is about to be written: the revision to mark it with. */
export async function tellServerOf(tx: Ctx, { server_id: serverId }: AccountRecord): Promise<number> {
  return serverId === null ? 0 : ((await reviseServers(tx, { servers: [serverId] })) ?? 0);
}

/** Places a user that is being made: where it is told, where its reseller's users go, or on the default server. */
export async function placeNew(tx: Ctx, row: AccountRecord, seller: AccountRecord, serverId?: number): Promise<void> {
  const to = serverId ?? (await usualServer(tx, seller.server_id))?.id;
  if (to === undefined) return;
  await take(tx, row, to);
  row.host_revision = (await reviseServers(tx, { servers: [to] }, seller.host_revision)) ?? 0;
}

/** Moves a user to another server; its files stay behind. Whoever calls this saves the path. */
export async function placeAnew(tx: Ctx, row: AccountRecord, serverName: string): Promise<void> {
  const to = await serverNamed(tx, serverName);
  if (to.id === row.server_id) throw new PanelError('conflict', 'server.same', { name: row.name, server: to.name });
  await giveUpPlace(tx, row);
  await take(tx, row, to.id);
}

async function take(tx: Ctx, row: AccountRecord, serverId: number): Promise<void> {
  const { uid } = await takePlace(tx, serverId);
  row.server_id = serverId;
  row.uid = uid;
}

/** A user is going, from its server or altogether. */
export async function giveUpPlace(tx: Ctx, row: AccountRecord): Promise<void> {
  if (row.level === 'user' && row.server_id !== null) await leavePlace(tx, row.server_id, row.id);
}
