import { compare, latency, type Target } from './measure.ts';
import type { Place } from './place.ts';
import { replay } from './replay.ts';
import { ms, share, type Report } from './report.ts';
import type { Running } from './servers.ts';

export const target = ({ panel, cookie }: Place, path: string): Target => ({
  url: panel.url + path,
  cookie,
  cpu: () => panel.cpu(),
});

export const aims = {
  sqlite: { 15: 8, 50: 16, api: 8 },
  mariadb: { 15: 12, 50: 20, api: 8 },
} as const;

/** Pages of the resellers' list and the API's list, against a bare answer and against their own queries alone. */
export async function measurePages(report: Report, place: Place, bare: Running): Promise<void> {
  const aim = aims[place.engine];
  await measureAgainst(report, { place, bare }, [
    ['15 rows', '/reseller?p_cnt=15', aim[15]],
    ['50 rows', '/reseller?p_cnt=50', aim[50]],
    ['API list of 100', '/ispmgr?func=reseller&out=json&p_cnt=100', aim.api],
  ]);
}

/** What is measured, where, and the most it may cost. */
type Case = readonly [what: string, path: string, most: number];

export async function measureAgainst(
  report: Report,
  { place, bare }: { place: Place; bare: Running },
  cases: readonly Case[],
): Promise<void> {
  for (const connections of [1, 8])
    for (const [what, path, most] of cases) {
      const plain: Target = { url: bare.url, cpu: () => bare.cpu() };
      const [base, page] = await compare([plain, target(place, path)], connections);
      if (!base || !page) throw new Error('nothing was measured');
      const raw = await replay(place, path);
      const ratio = base.rate / page.rate;
      report.add({
        what: `${what}, ${String(connections)} connection${connections > 1 ? 's' : ''}`,
        value: share(ratio),
        aim: `1/${String(most)}`,
        met: ratio <= most,
        note: `${page.rate.toFixed(0)} of ${base.rate.toFixed(0)} a second; CPU ${share(page.cpu / base.cpu)}; ${String(raw.count)} queries, raw ${ms(raw.time)}, page ${(1000 / page.rate / raw.time).toFixed(1)} times that`,
      });
    }
}

const sorts = {
  reseller: ['name', 'users', 'disk', 'traffic', 'createdAt'],
  user: ['name', 'sites', 'disk', 'traffic', 'createdAt'],
} as const;

/** Every sort of a list must cost at most half more in the large tree than in the small one. */
export async function measureSorts(report: Report, small: Place, large: Place): Promise<void> {
  for (const [list, columns] of Object.entries(sorts))
    for (const column of columns.flatMap((name) => [name, `-${name}`])) {
      const path = `/${list}?p_cnt=50&p_col=${column}`;
      const [few, many] = await compare([target(small, path), target(large, path)], 1);
      if (!few || !many) throw new Error('nothing was measured');
      const ratio = few.rate / many.rate;
      report.add({
        what: `/${list} by ${column}, large against small`,
        value: `${ratio.toFixed(2)} times`,
        aim: '1.5 times',
        met: ratio <= 1.5,
        note: `${ms(1000 / many.rate)} a page`,
      });
    }
}

const filters = ['alpine', 'anna', 'zieliński', 'anna alpine', 'a', 'm k z', 'petrov north', 'nobody-at-all', 'm'];

/** Filters, views and far pages, one request after the other. */
export async function measureOthers(report: Report, place: Place): Promise<void> {
  for (const list of ['reseller', 'user', 'site'])
    for (const filter of filters) await measureOne(report, place, `/${list}?filter=${encodeURIComponent(filter)}`);
  for (const list of ['reseller', 'user'])
    for (const view of ['active', 'disabled', 'near']) {
      await measureOne(report, place, `/${list}?view=${view}`);
      await measureOne(report, place, `/${list}?view=${view}&p_col=-disk`);
    }
  for (const path of [
    '/user',
    '/site',
    '/overview',
    '/journal',
    '/user?p_num=200',
    '/user?deleted=on',
    '/user?filter=anna&p_col=-disk&p_num=3',
  ])
    await measureOne(report, place, path);
  const cursor = Buffer.from(JSON.stringify(['m', 1])).toString('base64url');
  await measureOne(report, place, `/user?p_num=5000&p_after=${cursor}`);
}

export async function measureOne(report: Report, place: Place, path: string, most = 300): Promise<void> {
  const { middle, most: slowest } = await latency(target(place, path), 7);
  report.add({
    what: decodeURIComponent(path),
    value: ms(middle),
    aim: ms(most),
    met: middle <= most,
    note: `slowest ${ms(slowest)}`,
  });
}
