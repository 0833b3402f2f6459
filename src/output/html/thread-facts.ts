import type { ThreadView } from '../html.pages.view.ts';
import type { Writer } from './standing.ts';
import type { ThreadData } from './thread.ts';
import { timeView, type Other } from './thread-messages.ts';

const priorities = ['high', 'medium', 'low'];

/** Whom the ticket is with, and the way to its form for those who have it below them. */
export function otherView({ caption, base, may }: Writer, { other, parted }: ThreadData): ThreadView['other'] {
  const { name, displayName, level, id, usage } = other;
  const isBelow = usage !== null && !parted && may(`${level}.edit`);
  return {
    label: caption('ticket', 'with'),
    name,
    second: displayName,
    href: isBelow ? `${base}/${level}.edit?elid=${String(id)}` : null,
  };
}

/** What can be changed right here. */
export function editView({ caption, base, may, t }: Writer, data: ThreadData): ThreadView['edit'] {
  if (!may('ticket.edit')) return null;
  const one = (name: 'priority' | 'category' | 'assignee', options: readonly Choice[]) => ({
    name,
    label: caption('ticket', name),
    options: options.map((option) => ({ ...option, selected: option.value === data.form[name] })),
  });
  const words = priorities.map((value) => ({ value, label: caption('ticket', `priority_${value}`) }));
  // Where nothing has been set up there is nothing to choose.
  const categories = data.categories.length > 1 ? [one('category', data.categories)] : [];
  return {
    action: `${base}/ticket.edit`,
    selects: [one('priority', words), ...categories, one('assignee', data.assignees)],
    submit: t('form.save'),
  };
}

type Choice = ThreadData['categories'][number];
type Fact = ThreadView['facts'][number];

/** What is known of a ticket and cannot be changed here. */
export function factsOf(write: Writer, data: ThreadData): ThreadView['facts'] {
  const { t, caption, format, ctx } = write;
  const said = (label: string, text: string): Fact => ({ label, text, time: null, tone: '' });
  const at = (label: string, time: number, tone = ''): Fact => ({ label, text: '', time: timeView(write, time), tone });
  const isClosed = data.status === 'closed';
  const isLate = data.due !== null && data.due < ctx.now;
  return [
    ...(write.may('ticket.edit') ? [] : fixedFacts(write, data).map(([label, text]) => said(label, text))),
    at(t('thread.opened'), data.opened),
    said(
      caption('ticket', 'firstAnswer'),
      data.firstAnswer === null ? t('thread.none_yet') : format.duration(data.firstAnswer),
    ),
    said(isClosed ? t('thread.was_open') : caption('ticket', 'open'), format.duration(data.open)),
    ...(data.due === null ? [] : [at(t('thread.due'), data.due, isLate ? 'bad' : '')]),
  ];
}

function fixedFacts({ caption }: Writer, { form, categories, assignees }: ThreadData): [string, string][] {
  const label = (options: readonly Choice[], value: string): string =>
    options.find((option) => option.value === value)?.label ?? '';
  return [
    [caption('ticket', 'priority'), caption('ticket', `priority_${form.priority}`)],
    [caption('ticket', 'category'), label(categories, form.category)],
    [caption('ticket', 'assignee'), label(assignees, form.assignee)],
  ];
}

const captionsOf = { users: 'users', sites: 'sitesMax', disk: 'disk', traffic: 'traffic' } as const;

/** What an account below has used, and the way into its panel. */
export function usageView(write: Writer, { other, parted }: ThreadData): ThreadView['usage'] {
  const { name, level, id, usage } = other;
  if (usage === null || level === 'admin' || parted) return null;
  const shown = (['users', 'sites', 'disk', 'traffic'] as const).filter((key) => key !== 'users' || level !== 'user');
  const enter = `${level}.enter`;
  return {
    level: write.caption(level, 'title_one'),
    name,
    rows: shown.map((key) => ({
      label: write.caption(level, captionsOf[key]),
      usage: { as: 'usage', ...write.format.usage(usage[key].used, usage[key].max, unitOf(key)) },
    })),
    enter: write.may(enter) ? { func: enter, elid: String(id), label: write.caption(level, 'verb_enter') } : null,
  };
}

const unitOf = (key: keyof NonNullable<Other['usage']>): 'count' | 'disk' | 'traffic' =>
  key === 'disk' || key === 'traffic' ? key : 'count';
