import type { Answer } from '../../panel/answer.ts';
import { iso } from '../format.ts';
import type { OverviewView } from '../html.pages.view.ts';
import { frame } from './frame.ts';
import type { Writer } from './standing.ts';
import { mailNotes, type Mails } from './mail-notes.ts';
import { serverTiles, type Servers } from './server-tiles.ts';

type PageAnswer = Extract<Answer, { kind: 'page' }>;

interface Usage {
  used: number;
  max: number | null;
}

type Measured = 'disk' | 'traffic';

/** What the module overview answers; `output/` knows no module, so its shape is said again here. */
interface OverviewData {
  totals: (Usage & { resource: 'resellers' | 'users' | 'sites' | Measured })[];
  disabled: number;
  near: number;
  tickets: { waiting: number; overdue: number } | null;
  fullest: {
    func: 'reseller' | 'user';
    rows: ({ id: number; name: string } & Record<Measured | 'users' | 'sites', Usage>)[];
  } | null;
  log: { at: number; who: string; func: string; kind: string; object: string }[];
  mail: Mails | null;
  servers: Servers | null;
}

/** The first page after sign-in: what there is, what is nearly full, what happened last. */
export function overviewView(write: Writer, { module, data }: PageAnswer): OverviewView {
  const view = data as unknown as OverviewData;
  return {
    ...frame(write, module.name),
    view: 'overview',
    title: write.caption('overview', 'title'),
    crumbs: [],
    actions: actions(write),
    notes: view.mail === null ? [] : mailNotes(write, view.mail),
    tiles: [
      ...view.totals.map((total) => tile(write, total)),
      ...exceptions(write, view),
      ...tickets(write, view),
      ...serverTiles(write, view.servers),
    ],
    near: near(write, view),
    log: log(write, view),
  };
}

const creatable = [
  { func: 'reseller', icon: 'plus' },
  { func: 'user', icon: 'user-plus' },
  { func: 'site', icon: 'world-plus' },
];

const actions = ({ may, caption, base }: Writer): OverviewView['actions'] =>
  creatable
    .filter(({ func }) => may(`${func}.edit`))
    .map(({ func, icon }) => ({ label: caption(func, 'new'), href: `${base}/${func}.edit`, icon }));

const funcOf = { resellers: 'reseller', users: 'user', sites: 'site', disk: 'user', traffic: 'user' } as const;
const iconOf = {
  resellers: 'building-store',
  users: 'users',
  sites: 'world',
  disk: 'database',
  traffic: 'activity',
} as const;
const sortOf: Readonly<Record<string, string>> = { disk: '?p_col=-disk', traffic: '?p_col=-traffic' };

function tile(
  { caption, format, t, base, may }: Writer,
  { resource, used, max }: OverviewData['totals'][number],
): OverviewView['tiles'][number] {
  const unit = resource === 'disk' || resource === 'traffic' ? resource : 'count';
  const func = [funcOf[resource], 'site'].find(may);
  const usage = format.usage(used, max, unit);
  return {
    label: caption('overview', `tile_${unit === 'count' ? funcOf[resource] : unit}`),
    value: format.amount(used, unit),
    note: max === null ? null : t('overview.of', { max: usage.max, percent: usage.percent ?? '' }),
    href: func === undefined ? null : base + `/${func}` + (func === 'site' ? '' : (sortOf[resource] ?? '')),
    icon: iconOf[resource],
    tone: usage.tone === 'ok' ? 'accent' : usage.tone,
  };
}

function exceptions(
  { caption, format, base, may }: Writer,
  { disabled, near: nearLimit, fullest }: OverviewData,
): OverviewView['tiles'] {
  if (!fullest || !may(fullest.func)) return [];
  const one = (view: 'disabled' | 'near', count: number, icon: string): OverviewView['tiles'][number] => ({
    label: caption('overview', `tile_${view}`),
    value: format.number(count),
    note: null,
    href: `${base}/${fullest.func}?view=${view}`,
    icon,
    tone: count > 0 ? 'warn' : 'ok',
  });
  const tiles = [one('near', nearLimit, 'alert-triangle')];
  return fullest.func === 'reseller' ? tiles : [...tiles, one('disabled', disabled, 'ban')];
}

/** What waits for an answer; that some are overdue is told only when they are. */
function tickets({ caption, format, base, may }: Writer, { tickets: found }: OverviewData): OverviewView['tiles'] {
  if (!found || !may('ticket')) return [];
  const { waiting, overdue } = found;
  const open = {
    label: caption('overview', 'tile_waiting'),
    value: format.number(waiting),
    note: null,
    href: `${base}/ticket?view=us`,
    icon: 'messages',
    tone: waiting > 0 ? 'accent' : 'ok',
  };
  const late = {
    label: caption('overview', 'tile_overdue'),
    value: format.number(overdue),
    note: null,
    href: `${base}/ticket?view=overdue`,
    icon: 'clock-exclamation',
    tone: 'bad',
  };
  return overdue > 0 ? [open, late] : [open];
}

function near(write: Writer, { fullest }: OverviewData): OverviewView['near'] {
  if (!fullest || !write.may(fullest.func)) return null;
  const { func, rows } = fullest;
  return {
    title: write.caption('overview', 'near'),
    href: `${write.base}/${func}?view=near`,
    empty: write.caption('overview', 'near_empty'),
    rows: rows.map((row) => ({
      name: row.name,
      href: write.may(`${func}.edit`) ? `${write.base}/${func}.edit?elid=${String(row.id)}` : null,
      ...tightest(write, row),
    })),
  };
}

/** Of an account's limits the one that is fullest. */
function tightest(
  { caption, format }: Writer,
  row: Record<Measured | 'users' | 'sites', Usage>,
): Pick<NonNullable<OverviewView['near']>['rows'][number], 'resource' | 'usage'> {
  const share = ({ used, max }: Usage): number => (max === null ? 0 : used / Math.max(max, 1));
  const [name = 'disk'] = (['users', 'sites', 'disk', 'traffic'] as const).toSorted(
    (a, b) => share(row[b]) - share(row[a]),
  );
  const { used, max } = row[name];
  const unit = name === 'disk' || name === 'traffic' ? name : 'count';
  const resource = caption('overview', `tile_${unit === 'count' ? funcOf[name] : unit}`);
  return { resource, usage: { as: 'usage', ...format.usage(used, max, unit) } };
}

const verbIcons: Readonly<Record<string, string>> = {
  create: 'plus',
  edit: 'pencil',
  delete: 'trash',
  enable: 'player-play',
  disable: 'player-pause',
  enter: 'login-2',
  return: 'arrow-back-up',
  access: 'key',
  move: 'switch-horizontal',
  reply: 'send',
  note: 'lock',
  close: 'circle-check',
  reopen: 'refresh',
  assign: 'user-check',
  archive: 'archive',
  unarchive: 'archive-off',
  retire: 'archive',
  restore: 'archive-off',
  up: 'arrow-up',
  down: 'arrow-down',
  token: 'key',
  apply: 'refresh',
  retry: 'refresh',
};

function log(write: Writer, view: OverviewData): OverviewView['log'] {
  if (!write.may('journal')) return null;
  const { caption, base, format, ctx } = write;
  return {
    title: caption('overview', 'log'),
    href: `${base}/journal`,
    empty: caption('overview', 'log_empty'),
    items: view.log.map(({ at, who, func, kind, object }) => {
      const [, verb = 'edit'] = func.split('.');
      return {
        icon: verbIcons[verb] ?? 'history',
        actor: who,
        text: said(write, verb, kind),
        object: object === '' ? null : { name: object, href: null },
        time: { as: 'time', text: format.relative(at, ctx.now), exact: format.exact(at), iso: iso(at) },
      };
    }),
  };
}

/** "disabled reseller", "left the panel of user"; a plugin's verbs and kinds by their captions. */
function said({ t, caption }: Writer, verb: string, kind: string): string {
  const known = (key: string, fallback: string): string => (t(key) === key ? fallback : t(key));
  return t('log.entry', {
    did: known(`did.${verb}`, caption(kind, `verb_${verb}`)),
    kind: known(`kind.${kind}`, caption(kind, 'title_one')),
  });
}
