import { audit, type AuditObject } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Consequence } from '../../panel/define.ts';
import { blankServer } from './local.store.ts';
import { reviseServers } from './revision.store.ts';
import {
  countLiving,
  countSellersOn,
  findServer,
  freeSellersOf,
  insertServer,
  lockServers,
  makeDefault,
  saveServer,
} from './server-list.store.ts';
import type { ServerForm } from './server.schema.ts';
import type { ServerRecord } from './server.table.ts';

export async function loadServer(ctx: Ctx, elid: string | null): Promise<ServerForm> {
  if (elid === null) return { name: '', address: '', isDefault: false };
  return shown(await findServer(ctx, elid));
}

const shown = ({ name, address, is_default: isDefault }: ServerRecord): ServerForm => ({
  name,
  address,
  isDefault: Boolean(isDefault),
});

/** Adds a server, which waits for its agent. */
export async function createServer(ctx: Ctx, form: ServerForm): Promise<string> {
  return inTransaction(ctx, async (tx) => {
    const others = await lockServers(tx);
    refuseTaken(others, form.name, 0);
    const row = { ...blankServer(form.name, tx.now), ...described(form) };
    const id = await insertServer(tx, row);
    const isDefault = form.isDefault || others.length === 0;
    if (isDefault) await makeDefault(tx, id);
    await audit(tx, 'server.create', auditObject({ ...row, id }), { after: { ...form, isDefault } });
    return form.name;
  });
}

const described = ({
  name,
  address,
}: ServerForm): Pick<ServerRecord, 'name' | 'living_name' | 'address' | 'search'> => ({
  name,
  living_name: name,
  address,
  search: fold(`${name} ${address}`).slice(0, 400),
});

function refuseTaken(others: readonly ServerRecord[], name: string, except: number): void {
  if (others.some((other) => other.id !== except && other.name === name))
    throw refuse('conflict', 'name', 'server.taken', { name });
}

/** Changes a server. Where new users go is taken from the other server; it cannot be switched off, only switched on elsewhere. */
export async function updateServer(ctx: Ctx, elid: string, form: ServerForm): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { row, others } = await lockedServer(tx, elid);
    refuseTaken(others, form.name, row.id);
    if (row.is_default && !form.isDefault) throw refuse('conflict', 'isDefault', 'server.default_needed');
    await saveServer(tx, row.id, described(form));
    if (form.isDefault && !row.is_default) await makeDefault(tx, row.id);
    await audit(tx, 'server.edit', auditObject({ ...row, name: form.name }), { before: shown(row), after: form });
  });
}

/** A server as it is while all of them are locked, and the others. */
async function lockedServer(tx: Ctx, elid: string): Promise<{ row: ServerRecord; others: ServerRecord[] }> {
  const { id } = await findServer(tx, elid);
  const rows = await lockServers(tx);
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new PanelError('conflict', 'error.conflict');
  return { row, others: rows.filter((one) => one.id !== id) };
}

/** Deletes a server that nobody is on and that new users do not go to. What is on the machine stays there. */
export async function deleteServer(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { row, others } = await lockedServer(tx, elid);
    refuseNeeded(row, others.length);
    await freeSellersOf(tx, row.id);
    await saveServer(tx, row.id, { deleted_at: tx.now, living_name: null, agent_hash: null, panel_key: null });
    await audit(tx, 'server.delete', auditObject(row), { before: shown(row) });
  });
}

function refuseNeeded({ name, accounts_count: count, is_default: isDefault }: ServerRecord, others: number): void {
  if (count > 0) {
    const error = new PanelError('conflict', 'server.has_accounts', { name, count });
    error.see = { func: 'user', filter: `server:${name}` };
    throw error;
  }
  if (others === 0) throw new PanelError('conflict', 'server.last', { name });
  if (isDefault) throw new PanelError('conflict', 'server.is_default', { name });
}

/** One that cannot be deleted is refused before anything is typed. */
export async function confirmDelete(ctx: Ctx, elids: readonly string[]): Promise<'typed'> {
  const [elid = '', ...more] = elids;
  if (more.length > 0) return 'typed';
  const row = await findServer(ctx, elid);
  refuseNeeded(row, (await countLiving(ctx)) - 1);
  return 'typed';
}

export async function consequencesOfDelete(ctx: Ctx, elids: readonly string[]): Promise<Consequence[]> {
  const [elid = '', ...more] = elids;
  if (more.length > 0) return [{ text: 'delete_agent' }];
  const count = await countSellersOn(ctx, (await findServer(ctx, elid)).id);
  return [{ text: 'delete_agent' }, ...(count > 0 ? [{ text: 'delete_sellers', values: { count } }] : [])];
}

/** Lets the agent compare everything at once. */
export async function applyNow(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const server = await findServer(tx, elid);
    await audit(tx, 'server.apply', auditObject(server));
    await reviseServers(tx, { servers: [server.id] });
  });
}

export const auditObject = ({ id, name }: Pick<ServerRecord, 'id' | 'name'>): AuditObject => ({
  kind: 'server',
  id,
  name,
  subjectId: null,
  scopeId: null,
});
