import { audit, scopeOf, type AuditObject } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import {
  categoriesSoFar,
  findCategory,
  insertCategory,
  isNameFree,
  lockCategories,
  neighbourOf,
  saveCategory,
} from './category-list.store.ts';
import type { CategoryForm } from './category.schema.ts';
import type { CategoryRecord } from './category.table.ts';

/** A select with more than these helps nobody. */
const mostCategories = 100;

export async function loadCategory(ctx: Ctx, elid: string | null): Promise<CategoryForm> {
  return { name: elid === null ? '' : (await findCategory(ctx, elid)).name };
}

/** Makes a category, behind all others. */
export async function createCategory(ctx: Ctx, { name }: CategoryForm): Promise<string> {
  return inTransaction(ctx, async (tx) => {
    await lockCategories(tx);
    await refuseTaken(tx, name, 0);
    const { last } = await roomForOne(tx);
    const search = fold(name).slice(0, 300);
    const row = { account_id: tx.viewer.id, name, living_name: name, position: last + 1, retired_at: null, search };
    const id = await insertCategory(tx, row);
    await audit(tx, 'ticketcategory.create', auditObject(tx, { id, name }), { after: { name } });
    return String(id);
  });
}

async function roomForOne(tx: Ctx): Promise<{ last: number }> {
  const found = await categoriesSoFar(tx);
  if (found.living >= mostCategories) throw refuse('limit', 'name', 'category.most', { max: mostCategories });
  return found;
}

async function refuseTaken(tx: Ctx, name: string, except: number): Promise<void> {
  if (!(await isNameFree(tx, name, except))) throw refuse('conflict', 'name', 'category.taken', { name });
}

export async function renameCategory(ctx: Ctx, elid: string, { name }: CategoryForm): Promise<void> {
  await changeCategory(ctx, elid, async (tx, row) => {
    const living = row.retired_at === null;
    if (living) await refuseTaken(tx, name, row.id);
    await saveCategory(tx, row.id, { name, living_name: living ? name : null, search: fold(name).slice(0, 300) });
    const change = { before: { name: row.name }, after: { name } };
    await audit(tx, 'ticketcategory.edit', auditObject(tx, { id: row.id, name }), change);
  });
}

/** Lets a category change places with the one in use before or after it. */
export async function moveCategory(ctx: Ctx, elid: string, where: 'before' | 'after'): Promise<void> {
  await changeCategory(ctx, elid, async (tx, row) => {
    const { id, name, position } = row;
    if (row.retired_at !== null) throw new PanelError('conflict', 'category.retired', { name });
    const other = await neighbourOf(tx, row, where);
    // Not nothing: Undo would then move it after all.
    if (!other) throw new PanelError('conflict', where === 'before' ? 'category.first' : 'category.last', { name });
    await saveCategory(tx, id, { position: other.position });
    await saveCategory(tx, other.id, { position });
    const change = { before: { position }, after: { position: other.position } };
    await audit(tx, `ticketcategory.${where === 'before' ? 'up' : 'down'}`, auditObject(tx, row), change);
  });
}

/** Offers a category no more; tickets that have it keep it. The second time does nothing. */
export async function retireCategory(ctx: Ctx, elid: string): Promise<void> {
  await changeCategory(ctx, elid, async (tx, row) => {
    if (row.retired_at !== null) return;
    await saveCategory(tx, row.id, { retired_at: tx.now, living_name: null });
    await audit(tx, 'ticketcategory.retire', auditObject(tx, row));
  });
}

/** Offers a retired category again, where it stood. */
export async function restoreCategory(ctx: Ctx, elid: string): Promise<void> {
  await changeCategory(ctx, elid, async (tx, row) => {
    if (row.retired_at === null) return;
    if (!(await isNameFree(tx, row.name, row.id)))
      throw new PanelError('conflict', 'category.taken', { name: row.name });
    await roomForOne(tx);
    await saveCategory(tx, row.id, { retired_at: null, living_name: row.name });
    await audit(tx, 'ticketcategory.restore', auditObject(tx, row));
  });
}

async function changeCategory(
  ctx: Ctx,
  elid: string,
  change: (tx: Ctx, row: CategoryRecord) => Promise<void>,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await lockCategories(tx);
    await change(tx, await findCategory(tx, elid));
  });
}

const auditObject = ({ viewer }: Ctx, { id, name }: Pick<CategoryRecord, 'id' | 'name'>): AuditObject => ({
  kind: 'ticketcategory',
  id,
  name,
  subjectId: viewer.id,
  scopeId: scopeOf(viewer),
});
