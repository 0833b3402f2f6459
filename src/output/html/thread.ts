import type { Answer } from '../../panel/answer.ts';
import type { Column } from '../../panel/define.ts';
import type { ReplyView, ThreadView } from '../html.pages.view.ts';
import type { FieldView } from '../html.view.ts';
import { crumbs } from './crumbs.ts';
import { fieldView } from './form.ts';
import { frame } from './frame.ts';
import type { Writer } from './standing.ts';
import { editView, factsOf, otherView, usageView } from './thread-facts.ts';
import { messageView, type Message, type Other } from './thread-messages.ts';

type PageAnswer = Extract<Answer, { kind: 'page' }>;

interface Choice {
  value: string;
  label: string;
}

/** What the module ticket answers; `output/` knows no module, so its shape is said again here. */
export interface ThreadData {
  elid: string;
  subject: string;
  status: 'new' | 'us' | 'them' | 'closed';
  archived: boolean;
  unread: boolean;
  parted: boolean;
  form: Record<'priority' | 'category' | 'assignee', string>;
  categories: Choice[];
  assignees: Choice[];
  opened: number;
  last: number;
  due: number | null;
  firstAnswer: number | null;
  open: number;
  messages: Message[];
  earlier: { count: number; show: number | null } | null;
  answers: { id: number; name: string; text: string }[];
  /** What may be attached. */
  files: Choice[];
  other: Other;
}

/** A conversation: what has been said, the form to answer, and what is known of it. */
export function threadView(write: Writer, answer: PageAnswer): ThreadView {
  const data = answer.data as unknown as ThreadData;
  const { t, caption } = write;
  const { module, problems } = answer;
  return {
    ...frame(write, module.name),
    view: 'thread',
    title: `${caption('ticket', 'title_one')} #${data.elid}`,
    crumbs: [...crumbs(write, 'ticket'), { label: caption('ticket', 'title'), href: `${write.base}/ticket` }],
    elid: data.elid,
    back: address(data),
    chips: chips(write, answer, data),
    subject: data.subject,
    errorTitle: problems.length > 0 ? t('form.mend', { count: problems.length }) : null,
    problems: problems.map(({ field, message, values }) => ({
      href: `#f-${field}`,
      text: `${caption('ticket', field)}: ${t(message, values)}`,
    })),
    assignMe: assignMe(write, data),
    verbs: verbs(write, answer, data),
    ...marks(write, answer, data),
    earlier: earlier(write, data),
    messages: data.messages.map(messageView(write, data.other)),
    note: note(write, data),
    reply: reply(write, answer, data),
    other: otherView(write, data),
    state: {
      label: caption('ticket', 'status'),
      text: caption('ticket', `status_${data.status}`),
      tone: toneOf(answer, 'status', data.status),
    },
    edit: editView(write, data),
    facts: factsOf(write, data),
    usage: usageView(write, data),
  };
}

const address = ({ elid }: ThreadData): string => `/ticket.thread?elid=${elid}`;

/** As the list shows it; '' is no colour. */
function toneOf({ module }: PageAnswer, column: string, value: string): string {
  const columns = module.list?.columns as Readonly<Record<string, Column>> | undefined;
  const tone = columns?.[column]?.tones?.[value] ?? 'plain';
  return tone === 'plain' ? '' : tone;
}

function chips({ caption, t, ctx }: Writer, answer: PageAnswer, data: ThreadData): ThreadView['chips'] {
  const { status, due, archived, form } = data;
  const urgent = toneOf(answer, 'priority', form.priority);
  const priority = caption('ticket', `priority_${form.priority}`);
  return [
    { text: caption('ticket', `status_${status}`), tone: toneOf(answer, 'status', status) },
    ...(due !== null && due < ctx.now ? [{ text: t('thread.overdue'), tone: 'bad' }] : []),
    ...(urgent === '' || status === 'closed' ? [] : [{ text: t('thread.priority', { priority }), tone: urgent }]),
    ...(archived ? [{ text: caption('ticket', 'view_archived'), tone: 'off' }] : []),
  ];
}

/** Who works in another's panel is none of its people. */
function assignMe({ ctx, may }: Writer, { assignees, form, status }: ThreadData): string | null {
  const me = ctx.real.loginId === null ? '' : String(ctx.real.loginId);
  const can = may('ticket.edit') && ctx.acting === null && status !== 'closed';
  return can && form.assignee !== me && assignees.some(({ value }) => value !== '' && value === me) ? me : null;
}

function verbs(write: Writer, answer: PageAnswer, data: ThreadData): ThreadView['verbs'] {
  const isClosed = data.status === 'closed';
  const fitting = [
    ...(isClosed ? [] : ['close']),
    ...(isClosed && !data.parted ? ['reopen'] : []),
    ...(isClosed && !data.archived ? ['archive'] : []),
    ...(data.archived ? ['unarchive'] : []),
  ];
  return fitting.flatMap((name) => verb(write, answer, name)).map((one) => ({ ...one, back: address(data) }));
}

type Verb = Omit<ThreadView['verbs'][number], 'back'>;

function verb({ may, caption }: Writer, { module }: PageAnswer, name: string): Verb[] {
  const func = `ticket.${name}`;
  const icon = module.verbs?.[name]?.icon ?? 'check';
  return may(func) ? [{ func, label: caption('ticket', `verb_${name}`), icon }] : [];
}

/** Whoever looks into another's panel leaves unread what its people have not read. */
function marks(write: Writer, answer: PageAnswer, { unread }: ThreadData): Pick<ThreadView, 'read' | 'unread'> {
  const [read] = unread ? verb(write, answer, 'read') : [];
  const quiet = write.ctx.acting === null;
  const [again] = unread && !quiet ? [] : verb(write, answer, 'unread');
  return {
    read: read ? { ...read, label: write.t('thread.read'), quiet } : null,
    unread: again ? { ...again, label: write.t('thread.unread') } : null,
  };
}

function earlier({ t, format, base }: Writer, data: ThreadData): ThreadView['earlier'] {
  if (data.earlier === null) return null;
  const { count, show } = data.earlier;
  const number = format.number(count);
  if (show === null) return { text: t('thread.too_early', { number }), href: null };
  // The message that is the first now is where one goes on reading.
  const [first] = data.messages;
  const anchor = first ? `#m-${String(first.id)}` : '';
  return { text: t('thread.earlier', { number }), href: `${base}${address(data)}&show=${String(show)}${anchor}` };
}

function note({ t }: Writer, { parted, archived, status, other }: ThreadData): ThreadView['note'] {
  if (parted) {
    const text = other.usage === null ? 'thread.is_parted' : 'ticket.parted';
    return { text: t(text, { name: other.name }), icon: 'info-circle' };
  }
  if (archived) return { text: t('thread.is_archived'), icon: 'archive' };
  return status === 'closed' ? { text: t('thread.is_closed'), icon: 'circle-check' } : null;
}

function reply(write: Writer, answer: PageAnswer, data: ThreadData): ReplyView | null {
  const { problems, values = {} } = answer;
  const { t, may, base, caption } = write;
  if (!may('ticket.reply')) return null;
  const name = data.other.displayName === '' ? data.other.name : data.other.displayName;
  const wrong = (field: string): string | null => {
    const problem = problems.find((one) => one.field === field);
    return problem ? t(problem.message, problem.values) : null;
  };
  return {
    action: `${base}/do`,
    noteOnly: data.parted,
    internal: data.parted || values['internal'] === true,
    close: values['close'] === true,
    text: typeof values['text'] === 'string' ? values['text'] : '',
    problem: wrong('text'),
    files: filesField(write, answer, data),
    label: data.parted ? t('thread.note') : t('thread.answer', { name }),
    placeholder: data.parted ? t('thread.write_note') : t('thread.write_answer', { name }),
    closing: data.parted ? null : caption('ticket', 'close'),
    answers: data.answers.map(({ id, name: title, text }) => ({ id: String(id), name: title, text })),
  };
}

const filesField = (write: Writer, { problems, values = {} }: PageAnswer, { files }: ThreadData): FieldView =>
  fieldView(write, {
    module: 'ticket',
    name: 'files',
    field: { as: 'files' },
    elid: null,
    values,
    options: new Map([['files', [...files]]]),
    problems,
  });
