import type { Ctx } from '../../kernel/ctx.ts';
import { refuse, type Amount, type PanelError } from '../../kernel/errors.ts';
import { childrenWhere } from './account.store.ts';
import type { AccountRecord } from './account.table.ts';
import { limitedAt, resources, type Limits, type Resource } from './resources.ts';
import { add } from './sums.ts';
import { leaf, parent, type Path } from './tree.ts';

/**
 * Gives the account of the path these limits, taking what they promise from its parent (domain.md 2.5):
 * never below what it uses or has promised on, never above its parent, never unlimited under a limited parent, and
 * without overselling never more in sum than the parent has. The rows are changed, not yet written.
 */
export async function setLimits(tx: Ctx, path: Path, limits: Limits): Promise<void> {
  for (const resource of limitedAt(leaf(path).level)) {
    const wanted = limits[resource];
    if (wanted === undefined || wanted === leaf(path)[`${resource}_max`]) continue;
    await refuseTooLow(tx, leaf(path), resource, wanted);
    promise(path, resource, wanted, leaf(path)[`${resource}_max`]);
    leaf(path)[`${resource}_max`] = wanted;
  }
}

/** Takes all limits of the account from the parent on its path, as when it arrives there. */
export function promiseAll(path: Path): void {
  for (const resource of limitedAt(leaf(path).level)) promise(path, resource, leaf(path)[`${resource}_max`], 0);
}

/** Gives all limits of the account back to its parent, as when it leaves. */
export function releaseAll(path: Path): void {
  const seller = parent(path);
  if (!seller) return;
  for (const resource of limitedAt(leaf(path).level))
    add(seller, `${resource}_allocated`, -(leaf(path)[`${resource}_max`] ?? 0));
}

/** Switches overselling, which can be left only when what has been promised fits. */
export function setOversell(row: AccountRecord, oversell: boolean): void {
  if (!oversell && row.oversell)
    for (const resource of limitedAt(row.level)) {
      const max = row[`${resource}_max`];
      const allocated = row[`${resource}_allocated`];
      if (max !== null && allocated > max)
        throw refuse('limit', 'oversell', 'account.oversell.allocated', {
          resource: `resource.${resource}`,
          allocated: amount(resource, allocated),
          max: amount(resource, max),
        });
    }
  row.oversell = oversell;
}

async function refuseTooLow(tx: Ctx, row: AccountRecord, resource: Resource, wanted: number | null): Promise<void> {
  if (wanted === null) return;
  const used = row[`${resource}_used`];
  if (wanted < used) throw wrong(resource, 'account.limit.below_used', { used });
  if (row.level === 'user') return;
  const [unlimited] = await childrenWhere(tx, row.id, `${resource}_max`, 'unlimited');
  if (unlimited && limitedAt('user').includes(resource))
    throw refuse('limit', field(resource), 'account.limit.child_unlimited', { name: unlimited.name });
  if (!mayOversell(row, resource)) {
    const allocated = row[`${resource}_allocated`];
    if (wanted < allocated) throw wrong(resource, 'account.limit.below_allocated', { allocated });
    return;
  }
  const [largest] = await childrenWhere(tx, row.id, `${resource}_max`, { above: wanted });
  if (largest?.value != null) throw wrong(resource, 'account.limit.below_child', { max: largest.value }, largest.name);
}

function promise(path: Path, resource: Resource, wanted: number | null, before: number | null): void {
  const seller = parent(path);
  if (!seller) return;
  refuseTooMuch(seller, resource, wanted, before ?? 0);
  add(seller, `${resource}_allocated`, (wanted ?? 0) - (before ?? 0));
}

function refuseTooMuch(seller: AccountRecord, resource: Resource, wanted: number | null, before: number): void {
  const max = seller[`${resource}_max`];
  if (max === null) return;
  if (wanted === null) throw wrong(resource, 'account.limit.unlimited_under_limited', { max }, seller.name);
  if (wanted > max) throw wrong(resource, 'account.limit.above_parent', { max }, seller.name);
  const left = max - (seller[`${resource}_allocated`] - before);
  if (wanted > before && wanted > left && !mayOversell(seller, resource))
    throw wrong(resource, 'account.limit.allocated_full', { left: Math.max(0, left), max }, seller.name);
}

const mayOversell = (row: AccountRecord, resource: Resource): boolean =>
  Boolean(row.oversell) && resources[resource].oversell;

const field = (resource: Resource): string => `${resource}Max`;
const amount = (resource: Resource, value: number): Amount => ({ amount: value, unit: resources[resource].unit });

type Key = Parameters<typeof refuse>[2];

function wrong(resource: Resource, message: Key, numbers: Record<string, number>, name = ''): PanelError {
  const amounts = Object.entries(numbers).map(([key, value]) => [key, amount(resource, value)] as const);
  return refuse('limit', field(resource), message, { ...Object.fromEntries(amounts), parent: name, name });
}
