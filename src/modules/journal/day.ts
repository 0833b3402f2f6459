const hour = 60 * 60 * 1000;

/** The instant (epoch ms) at which a day such as 2026-11-21, and so many days after it, begins in a time zone; null when there is no such day. */
export function startOfDay(day: string, tz: string, later = 0): number | null {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  // A 30th of February is read as the 2nd of March.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return null;
  return midnight(asUtc + later * 24 * hour, clockOf(tz));
}

/** Clocks are put forward or back on some days, in some places at midnight: then the day begins at the first hour there is. */
function midnight(asUtc: number, offsetAt: (at: number) => number): number {
  const before = asUtc - offsetAt(asUtc - 26 * hour);
  const after = asUtc - offsetAt(asUtc + 26 * hour);
  const real = [before, after].filter((at) => at + offsetAt(at) === asUtc);
  return real.length > 0 ? Math.min(...real) : before;
}

/** How far the clocks of a time zone are ahead of UTC at an instant, in milliseconds. */
function clockOf(tz: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('sv', { timeZone: tz, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}
