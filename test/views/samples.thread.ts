import type { MessageView, ThreadView } from '../../src/output/html.pages.view.ts';
import { field } from './samples.forms.ts';
import { page, type World } from './samples.page.ts';

const time = (text: string): MessageView['time'] => ({
  text,
  exact: '21 November 2026, 14:03:11 CET',
  iso: '2026-11-21T13:03:11Z',
});

const said: MessageView = {
  id: 'm-1',
  kind: 'text',
  event: null,
  ours: false,
  internal: false,
  who: { name: 'Olga Smirnova', initials: 'OS', account: 'metrobox', what: 'Reseller' },
  acting: null,
  byMail: false,
  time: time('yesterday'),
  pieces: [],
  files: [],
};
const root: NonNullable<MessageView['who']> = {
  name: 'root',
  initials: 'RO',
  account: null,
  what: 'Server administrator',
};
const files = field('files', 'Attachments', {
  as: 'files',
  hint: 'At most 5 files of 10 MiB each: png, jpg, pdf, txt, zip.',
  accept: '.png,.jpg,.jpeg,.pdf,.txt,.zip',
});
const plain = (text: string): MessageView['pieces'] => [{ text, href: null }];

const kept = { href: null, preview: null, removed: false, detach: null } as const;

const messages: MessageView[] = [
  {
    ...said,
    pieces: [
      ...plain('Hello! Since Thursday our users’ mail to Gmail lands in spam. We checked SPF, it is fine: '),
      { text: 'https://example.net/spf?domain=velomax.pl', href: 'https://example.net/spf?domain=velomax.pl' },
      ...plain('\nAbout 40 domains, for example velomax.pl and dentaplus.nl.\n\nHeaders are attached.'),
    ],
    files: [
      { ...kept, name: 'headers.txt', size: '4 KiB', href: '/ticket.file?elid=1' },
      { ...kept, name: 'credentials.txt', size: '1 KiB', removed: true },
      {
        ...kept,
        name: 'a-screenshot-with-a-rather-long-name.png',
        size: '212 KiB',
        href: '/ticket.file?elid=2',
        preview: '/ticket.preview?elid=2',
      },
    ],
  },
  {
    ...said,
    id: 'm-2',
    ours: true,
    who: root,
    pieces: plain('Thank you, the headers show that DKIM signatures are missing.\nI have published the key.'),
    files: [
      { ...kept, name: 'dkim.txt', size: '1 KiB', href: '/ticket.file?elid=3', detach: '3' },
      {
        ...kept,
        name: 'dns.png',
        size: '80 KiB',
        href: '/ticket.file?elid=4',
        preview: '/ticket.preview?elid=4',
        detach: '4',
      },
    ],
  },
  {
    ...said,
    id: 'm-3',
    ours: true,
    internal: true,
    who: root,
    pieces: plain('Key rotation script skipped zones with TTL under 300.'),
  },
  { ...said, id: 'm-4', kind: 'event', event: 'Closed', who: root },
  {
    ...said,
    id: 'm-5',
    byMail: true,
    time: time('5 hr. ago'),
    pieces: plain(`velomax.pl is fine now, dentaplus.nl still fails. Could you look again? ${'y'.repeat(180)}`),
  },
  {
    ...said,
    id: 'm-6',
    who: { name: 'metrobox', initials: 'ME', account: null, what: 'Reseller' },
    acting: 'root',
    time: time('2 hr. ago'),
    pieces: plain('We have seen it in your panel too.'),
  },
];

const option = (value: string, label: string, selected = false) => ({ value, label, selected });

export const threadView = (world: World): ThreadView => ({
  ...page(world),
  view: 'thread',
  title: 'Ticket #4812',
  crumbs: [
    { label: 'Support', href: null },
    { label: 'Tickets', href: '/ticket' },
  ],
  elid: '4812',
  back: '/ticket.thread?elid=4812',
  chips: [
    { text: 'Waiting for us', tone: 'warn' },
    { text: 'Overdue', tone: 'bad' },
    { text: 'Priority: High', tone: 'bad' },
  ],
  subject: 'Mail from our domains goes to spam since Thursday',
  errorTitle: null,
  problems: [],
  assignMe: '1',
  verbs: [{ func: 'ticket.close', label: 'Close', icon: 'circle-check', back: '/ticket.thread?elid=4812' }],
  read: { func: 'ticket.read', label: 'Mark as read', icon: 'mail-opened', quiet: !world.acting },
  unread: { func: 'ticket.unread', label: 'Mark as unread', icon: 'mail' },
  earlier: { text: 'Show earlier messages (12)', href: '/ticket.thread?elid=4812&show=250#m-1' },
  messages,
  note: null,
  reply: {
    action: '/do',
    noteOnly: false,
    internal: false,
    close: false,
    text: '',
    problem: null,
    files,
    label: 'Answer to Olga Smirnova',
    placeholder: 'Write a reply to Olga Smirnova…',
    closing: 'Close with this answer',
    answers: [
      {
        id: '1',
        name: 'DNS needs time',
        text: 'The change is published. It takes up to an hour until all servers see it.',
      },
      { id: '2', name: 'Please send headers', text: 'Please send us the full headers\nof one of these messages.' },
    ],
  },
  other: { label: 'With', name: 'metrobox', second: 'Olga Smirnova', href: '/reseller.edit?elid=2' },
  state: { label: 'Status', text: 'Waiting for us', tone: 'warn' },
  edit: {
    action: '/ticket.edit',
    selects: [
      { name: 'priority', label: 'Priority', options: [option('high', 'High', true), option('low', 'Low')] },
      { name: 'category', label: 'Category', options: [option('', '–', true), option('3', 'Mail')] },
      { name: 'assignee', label: 'Assignee', options: [option('', '–', true), option('1', 'root')] },
    ],
    submit: 'Save',
  },
  facts: [
    { label: 'Opened', text: '', time: time('yesterday'), tone: '' },
    { label: 'First answer', text: '1 h 25 min', time: null, tone: '' },
    { label: 'Open for', text: '1 day 3 h', time: null, tone: '' },
    { label: 'Answer due', text: '', time: time('1 hr. ago'), tone: 'bad' },
  ],
  usage: {
    level: 'Reseller',
    name: 'metrobox',
    rows: [
      {
        label: 'Disk',
        usage: { as: 'usage', used: '84.1', max: '100 GiB', percent: '84%', value: 84, tone: 'warn' },
      },
      { label: 'Users', usage: { as: 'usage', used: '22', max: '50', percent: '44%', value: 44, tone: 'ok' } },
      { label: 'Traffic', usage: { as: 'usage', used: '1.5 TB', max: '∞', percent: null, value: 0, tone: 'ok' } },
    ],
    enter: { func: 'reseller.enter', elid: '2', label: 'Enter panel' },
  },
});

/** With an answer that was refused, as a note. */
export const threadRefusedView = (world: World): ThreadView => {
  const view = threadView(world);
  return {
    ...view,
    errorTitle: 'Fix 2 fields',
    problems: [
      { href: '#f-text', text: 'Text: Fill this in.' },
      { href: '#f-files', text: 'Attachments: “a.exe” cannot be attached.' },
    ],
    reply: view.reply && {
      ...view.reply,
      internal: true,
      text: 'What I had typed',
      problem: 'Fill this in.',
      files: { ...files, problem: '“a.exe” cannot be attached.' },
    },
  };
};

/** As the account below reads it when it is closed and in the archive. */
export const threadClosedView = (world: World): ThreadView => ({
  ...threadView(world),
  chips: [
    { text: 'Closed', tone: 'off' },
    { text: 'Archived', tone: 'off' },
  ],
  assignMe: null,
  verbs: [
    { func: 'ticket.reopen', label: 'Reopen', icon: 'refresh', back: '/ticket.thread?elid=4812' },
    { func: 'ticket.unarchive', label: 'Take from archive', icon: 'archive-off', back: '/ticket.thread?elid=4812' },
  ],
  read: null,
  earlier: null,
  messages: messages.slice(0, 4),
  note: { text: 'This ticket is in the archive. An answer takes it out and opens it again.', icon: 'archive' },
  state: { label: 'Status', text: 'Closed', tone: 'off' },
  edit: null,
  usage: null,
});

/** The two have nothing to do with each other any more. */
export const threadPartedView = (world: World): ThreadView => {
  const view = threadClosedView(world);
  return {
    ...view,
    verbs: [],
    messages: [
      ...messages.slice(0, 2),
      { ...said, id: 'm-9', kind: 'event', event: 'Closed: the account has been moved or deleted', who: null },
    ],
    note: { text: '“metrobox” does not belong here any more, so this ticket can only be read.', icon: 'info-circle' },
    reply: view.reply && {
      ...view.reply,
      noteOnly: true,
      internal: true,
      closing: null,
      label: 'Internal note, read on your side only',
      placeholder: 'Write a note that only your side reads…',
      answers: [],
    },
  };
};
