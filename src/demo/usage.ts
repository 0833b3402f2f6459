import type { Ctx } from '../kernel/ctx.ts';
import { leaf, lockPath, savePath } from '../modules/accounts/index.ts';
import type { PlannedProvider } from './plan.ts';
import type { Random } from './random.ts';
import { insertDays, livingUsers, type UsageDay } from './usage.store.ts';

const day = 86_400_000;
const historyDays = 60;

type User = Awaited<ReturnType<typeof livingUsers>>[number];

/** What the users hold and have sent, with the history of it: growing disks, and traffic with a weekly rhythm. */
export async function fillUsage(tx: Ctx, random: Random, plan: PlannedProvider): Promise<void> {
  const fills = new Map(
    [...plan.resellers.flatMap(({ users }) => users), ...plan.users].map(({ name, fill }) => [name, fill]),
  );
  for (const user of await livingUsers(tx)) {
    const days = history(random, user, fills.get(user.name) ?? 0, tx.now);
    await insertDays(tx, days);
    await keepSums(tx, user.id, days);
  }
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function history(random: Random, user: User, fill: number, now: number): UsageDay[] {
  const disk = Math.round((user.disk_max ?? 0) * fill);
  const daily = ((user.traffic_max ?? 0) / 30) * fill * (0.6 + random.int(0, 60) / 100);
  const days = Math.min(historyDays, Math.floor((now - user.created_at) / day) + 1);
  return Array.from({ length: days }, (_none, index) => {
    const ago = days - 1 - index;
    const at = now - ago * day;
    const weekend = [0, 6].includes(new Date(at).getUTCDay()) ? 0.6 : 1;
    return {
      account_id: user.id,
      day: dateOf(at),
      disk: Math.round(disk * (1 - 0.004 * ago - random.int(0, 3) / 1000)),
      traffic: Math.round((daily * weekend * random.int(60, 140)) / 100),
    };
  });
}

/** The last disk size and this month's traffic, in the account and all above it. */
async function keepSums(tx: Ctx, id: number, days: readonly UsageDay[]): Promise<void> {
  const month = dateOf(tx.now).slice(0, 7);
  const disk = days.at(-1)?.disk ?? 0;
  const traffic = days.reduce((sum, one) => sum + (one.day.startsWith(month) ? one.traffic : 0), 0);
  const path = await lockPath(tx, id);
  leaf(path).disk_own = disk;
  leaf(path).traffic_own = traffic;
  for (const row of path.rows) {
    row.disk_used += disk;
    row.traffic_used += traffic;
  }
  await savePath(tx, path);
}
