import { levels, type Ctx } from '../../kernel/ctx.ts';
import { callable } from '../../panel/access.ts';
import { defineModule, type Registry } from '../../panel/define.ts';
import { accountById, fullest, type AccountRow } from '../accounts/index.ts';
import { latest, type JournalRow } from '../journal/index.ts';
import { mailHealth, type MailHealth } from '../mail/index.ts';
import { serverHealth, type ServerHealth } from '../servers/index.ts';
import { countOverdue } from '../tickets/index.ts';

/** An amount of the viewer's own account, with its limit where it has one. */
export interface Total {
  readonly resource: 'resellers' | 'users' | 'sites' | 'disk' | 'traffic';
  readonly used: number;
  readonly max: number | null;
}

export interface OverviewData {
  readonly totals: readonly Total[];
  readonly disabled: number;
  readonly near: number;
  /** Tickets that wait for an answer of the viewer's, and those of them that are overdue; null for who has none. */
  readonly tickets: { readonly waiting: number; readonly overdue: number } | null;
  /** Accounts below that are closest to a limit; null for users, who have nobody below. */
  readonly fullest: { readonly func: 'reseller' | 'user'; readonly rows: readonly AccountRow[] } | null;
  readonly log: readonly JournalRow[];
  /** null for who has nothing to do with it. */
  readonly mail: MailHealth | null;
  readonly servers: ServerHealth | null;
}

const shownRows = 6;

async function load(ctx: Ctx, _params: unknown, registry: Registry): Promise<OverviewData & Record<string, unknown>> {
  const account = await accountById(ctx, ctx.viewer.id);
  const total = (resource: Total['resource']): Total => ({
    resource,
    used: account[`${resource}_used`],
    max: account[`${resource}_max`],
  });
  const below = { admin: ['resellers', 'users', 'sites'], reseller: ['users', 'sites'], user: ['sites'] } as const;
  const func = ctx.viewer.level === 'admin' ? 'reseller' : 'user';
  const open = new Set(callable(registry, ctx.viewer).map(({ name }) => name));
  return {
    totals: [...below[ctx.viewer.level], 'disk', 'traffic'].map((resource) => total(resource as Total['resource'])),
    disabled: func === 'reseller' ? account.resellers_held : account.users_held,
    near: func === 'reseller' ? account.resellers_near : account.users_near,
    tickets: open.has('ticket') ? { waiting: account.tickets_waiting, overdue: await countOverdue(ctx) } : null,
    // What is denied is no part of the overview either.
    fullest: open.has(func) ? { func, rows: await fullest(ctx, func, shownRows) } : null,
    log: open.has('journal') ? await latest(ctx, shownRows) : [],
    mail: open.has('outbox') ? await mailHealth(ctx) : null,
    servers: open.has('server') ? await serverHealth(ctx) : null,
  };
}

export const overviewModule = defineModule({ name: 'overview', levels, page: { view: 'overview', load } });
