import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { translator } from '../../lang/translate.ts';
import type { Progress } from '../../panel/define.ts';
import {
  countFailedSites,
  findAccount,
  findRoot,
  placesOfUsers,
  sharesOf,
  type AccountRecord,
} from '../accounts/index.ts';
import { lostAfter } from '../servers/index.ts';

/** Sites of a reseller on servers that are heard, and how many of them are as they should be by now. */
interface Come {
  readonly all: number;
  readonly ready: number;
  readonly failed: number;
  readonly done: boolean;
  /** When the server that keeps it waiting was last heard, if that is too long ago. */
  readonly lost: number | null;
  readonly stopped: boolean;
}

/** How many sites of these resellers' users are down, or up again, on their servers. */
export async function resellerProgress(ctx: Ctx, elids: readonly string[]): Promise<Progress | null> {
  const root = await findRoot(ctx);
  const rows = (await Promise.all(elids.map((elid) => present(ctx, elid)))).filter((row) => row !== null);
  if (rows.length === 0 || !root) return null;
  const all: Come[] = [];
  for (const row of rows) {
    const come = await comeOf(ctx, row, root);
    if (come) all.push(come);
  }
  return told(ctx, all);
}

async function present(ctx: Ctx, elid: string): Promise<AccountRecord | null> {
  try {
    return await findAccount(ctx, 'reseller', elid);
  } catch (error) {
    if (error instanceof PanelError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Null where no agent has ever been heard. */
async function comeOf(ctx: Ctx, row: AccountRecord, root: AccountRecord): Promise<Come | null> {
  const everywhere = await placesOfUsers(ctx, row.id);
  const heard = everywhere.filter((place) => place.seen_at !== null);
  if (heard.length === 0) return null;
  const revision = Math.max(row.host_revision, root.host_revision);
  const shares = await sharesOf(ctx, row, everywhere);
  const ready = heard.filter((place) => place.applied >= revision);
  const late = heard.filter((place) => !ready.includes(place)).map((place) => place.seen_at ?? 0);
  const sites = (places: typeof heard): number => places.reduce((sum, { id }) => sum + (shares.get(id) ?? 0), 0);
  const ids = ready.map(({ id }) => id);
  const failed = ids.length === 0 ? 0 : Math.min(sites(ready), await countFailedSites(ctx, row.id, ids));
  const lost = late.filter((seen) => seen < ctx.now - lostAfter);
  return {
    all: sites(heard),
    ready: sites(ready) - failed,
    failed,
    done: late.length === 0,
    lost: lost.length === 0 ? null : Math.min(...lost),
    stopped: row.holds + root.holds > 0,
  };
}

function told(ctx: Ctx, come: readonly Come[]): Progress {
  if (come.length === 0) return { done: true, tone: 'plain', text: '', at: null };
  const t = translator(ctx.lang);
  const sum = (key: 'all' | 'ready' | 'failed'): number => come.reduce((n, one) => n + one[key], 0);
  const [all, ready, failed] = [sum('all'), sum('ready'), sum('failed')];
  const done = come.every((one) => one.done);
  const seen = come.flatMap(({ lost }) => lost ?? []);
  const stopped = come.every((one) => one.stopped);
  const numbers = t(stopped ? 'host.progress.sites_down' : 'host.progress.sites_up', { ready, all });
  const said = [
    all === 0 ? t(done ? 'host.progress.up' : 'host.progress.waiting') : numbers,
    ...(failed > 0 ? [t('host.progress.sites_failed', { failed })] : []),
    ...(seen.length > 0 ? [t('host.progress.sites_lost')] : []),
  ];
  const tone = toneOf({ failed: failed > 0, lost: seen.length > 0, done });
  return { done, tone, text: said.join(' '), at: seen.length > 0 ? Math.min(...seen) : null };
}

function toneOf({ failed, lost, done }: Record<'failed' | 'lost' | 'done', boolean>): Progress['tone'] {
  if (failed) return 'bad';
  if (lost) return 'warn';
  return done ? 'ok' : 'plain';
}
