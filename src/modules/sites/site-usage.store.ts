import { batches } from '../../kernel/batches.ts';
import type { Ctx } from '../../kernel/ctx.ts';

interface Month {
  traffic: number;
  pageviews: number;
}

/** What each of these sites has had in the calendar month (of UTC) so far; who has had nothing is left out. */
export async function monthOfSites(ctx: Ctx, ids: readonly number[]): Promise<Map<number, Month>> {
  const first = `${new Date(ctx.now).toISOString().slice(0, 7)}-01`;
  const found = new Map<number, Month>();
  for (const some of batches(ids, 1000)) {
    const rows = await ctx
      .db('site_usage_daily')
      .whereIn('site_id', some)
      .where('day', '>=', first)
      .groupBy('site_id')
      .select('site_id')
      .sum<(Month & { site_id: number })[]>({ traffic: 'traffic', pageviews: 'pageviews' });
    for (const row of rows) found.set(row.site_id, { traffic: row.traffic, pageviews: row.pageviews });
  }
  return found;
}
