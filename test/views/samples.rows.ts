import type { CellView, ListState } from '../../src/output/html.view.ts';

export const columns: ListState['columns'] = [
  { name: 'name', label: 'Name', kind: 'name', sortHref: '/reseller?p_col=-name', sorted: 'ascending', minor: false },
  { name: 'properties', label: 'Properties', kind: 'properties', sortHref: null, sorted: null, minor: false },
  { name: 'users', label: 'Users', kind: 'usage', sortHref: '/reseller?p_col=-users', sorted: null, minor: false },
  { name: 'disk', label: 'Disk', kind: 'usage', sortHref: '/reseller?p_col=-disk', sorted: null, minor: false },
  {
    name: 'traffic',
    label: 'Traffic',
    kind: 'usage',
    sortHref: '/reseller?p_col=-traffic',
    sorted: null,
    minor: false,
  },
  { name: 'created', label: 'Created', kind: 'time', sortHref: '/reseller?p_col=-created', sorted: null, minor: true },
];

const heads = ['alpine', 'breeze', 'cloud', 'delta', 'ember', 'fjord', 'green', 'harbor'];
const tails = ['box', 'digital', 'host', 'net', 'sites', 'web'];
const people = [
  'Piotr Zieliński',
  'Tom Hughes',
  'Laura Meijer',
  'Ольга Смирнова',
  'Jan de Vries',
  'Ivan Petrov',
  'Sophie Bakker',
];
const ages = ['3 wk. ago', '2 yr. ago', 'last yr.', '8 mo. ago', '3 mo. ago', '4 yr. ago'];
const marks: [string, string][] = [
  ['shell', 'Shell'],
  ['cgi', 'CGI'],
  ['php', 'PHP'],
  ['ssi', 'SSI'],
  ['https', 'HTTPS'],
];

/** The same numbers on every run, so that pictures can be compared. */
function dice(seed: number): (n: number) => number {
  let state = seed * 2_654_435_761;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

function usage(roll: (n: number) => number, max: number, unit: string): CellView {
  const percent = pick([31, 63, 7, 76, 12, 44, 103, 25, 9, 96, 58, 20, 91, 67], roll(14));
  const exact = (max * percent) / 100;
  const used = unit === '' ? Math.round(exact) : Number(exact.toPrecision(3));
  if (roll(6) === 0)
    return { as: 'usage', used: `${String(used)}${unit}`, max: '∞', percent: null, value: 0, tone: 'ok' };
  const tone = percent >= 90 ? 'bad' : percent >= 75 ? 'warn' : 'ok';
  return {
    as: 'usage',
    used: String(used),
    max: `${String(max)}${unit}`,
    percent: `${String(percent)}%`,
    value: Math.min(percent, 100),
    tone,
  };
}

function properties(roll: (n: number) => number, active: boolean): CellView {
  const held = marks.map(([name, title]) => ({ name, title, on: roll(2) === 0 }));
  const names = (on: boolean) => held.filter((mark) => mark.on === on).map((mark) => mark.title);
  return {
    as: 'properties',
    label: `${active ? 'Active' : 'Disabled'}; on: ${names(true).join(', ')}; off: ${names(false).join(', ')}`,
    marks: [{ name: 'active', on: active, title: active ? 'Active' : 'Disabled' }, ...held],
  };
}

export function rows(n: number): ListState['rows'] {
  return Array.from({ length: n }, (_, i) => {
    const roll = dice(i + 1);
    const name = `${pick(heads, Math.floor(i / 7))}${pick(tails, i)}${i % 3 === 0 ? '' : String(roll(90) + 10)}`;
    const active = i % 11 !== 2;
    const chip = active ? null : { text: 'Disabled', tone: 'bad', title: 'By root, 3 days ago. Reason: unpaid' };
    return {
      elid: String(i + 1),
      name,
      deleted: i === 20,
      unread: null,
      cells: [
        { as: 'name', text: name, second: pick(people, roll(7)), href: `/reseller.edit?elid=${String(i + 1)}`, chip },
        properties(roll, active),
        usage(roll, pick([25, 50, 200], roll(3)), ''),
        usage(roll, pick([50, 100, 250, 500], roll(4)), ' GiB'),
        usage(roll, pick([500, 200, 5], roll(3)), ' GB'),
        { as: 'time', text: pick(ages, roll(6)), exact: '21 November 2025, 14:03:11 CET', iso: '2025-11-21T13:03:11Z' },
      ],
    };
  });
}
