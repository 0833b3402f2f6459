import type { PlannedProvider, PlannedUser } from './plan.ts';
import type { Random } from './random.ts';
import type { Step } from './steps.ts';

const day = 86_400_000;
const historyDays = 60;
const GiB = 2 ** 30;
const GB = 10 ** 9;

/** The daily reports of what users hold and have sent: growing disks, and traffic with a weekly rhythm. */
export function reports(random: Random, plan: PlannedProvider, others: readonly Step[], now: number): Step[] {
  const gone = new Map(
    others.filter(({ func }) => func === 'user.delete').map(({ elid, at }): [string, number] => [elid ?? '', at]),
  );
  const users = [...plan.resellers.flatMap((reseller) => reseller.users), ...plan.users];
  return Array.from({ length: historyDays }, (_none, index): Step => {
    const ago = historyDays - 1 - index;
    const at = now - ago * day;
    const there = users.filter((user) => user.at < at && at < (gone.get(user.name) ?? Infinity));
    const rows = there.map((user) => JSON.stringify(measured(random, user, ago, at))).join('\n');
    const params = { id: `demo-${new Date(at).toISOString().slice(0, 10)}`, format: 'json', rows };
    return { at, as: 'root', func: 'usage.report', params };
  });
}

function measured(
  random: Random,
  { name, limits, fill }: PlannedUser,
  ago: number,
  at: number,
): Record<string, unknown> {
  const weekend = [0, 6].includes(new Date(at).getUTCDay()) ? 0.6 : 1;
  const daily = ((limits.traffic ?? 0) / 30) * fill * weekend * (random.int(60, 140) / 100);
  const grown = 1 - 0.004 * ago - random.int(0, 3) / 1000;
  return { account: name, disk: Math.round((limits.disk ?? 0) * GiB * fill * grown), traffic: Math.round(daily * GB) };
}
