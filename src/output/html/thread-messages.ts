import { iso } from '../format.ts';
import type { MessageView } from '../html.pages.view.ts';
import type { Writer } from './standing.ts';
import { withLinks } from './links.ts';

/** Whom one talks to; `output/` knows no module, so its shape is said again here. */
export interface Other {
  name: string;
  displayName: string;
  level: 'admin' | 'reseller' | 'user';
  id: number;
  usage: Record<'users' | 'sites' | 'disk' | 'traffic', { used: number; max: number | null }> | null;
}

export interface Message {
  id: number;
  ours: boolean;
  internal: boolean;
  kind: 'text' | 'closed' | 'reopened' | 'moved';
  account: string;
  login: string;
  acting: boolean;
  byMail: boolean;
  text: string;
  at: number;
  attachments: { id: number; name: string; size: number; preview: boolean; removed: boolean }[];
}

/** What was said and what has happened, as the viewer's side reads it. */
export const messageView =
  (write: Writer, other: Other) =>
  (message: Message): MessageView => ({
    id: `m-${String(message.id)}`,
    kind: message.kind === 'text' ? 'text' : 'event',
    event: message.kind === 'text' ? null : write.t(`thread.event.${message.kind}`),
    ours: message.ours,
    internal: message.internal,
    // Who has moved an account is no business of the account's.
    who: message.kind === 'moved' ? null : whoOf(write, message, other),
    acting: message.acting ? message.login : null,
    byMail: message.byMail,
    time: timeView(write, message.at),
    pieces: withLinks(message.text),
    files: message.attachments.map((file) => fileView(write, file, message.ours)),
  });

/** A person by its own name, else the account by its owner's; the account is named beside it unless it has been already. */
function whoOf({ t, ctx }: Writer, { account, login, acting, ours }: Message, other: Other): MessageView['who'] {
  const owner = !ours && account === other.name ? other.displayName : '';
  const person = acting || login === account ? owner : login;
  const name = person === '' ? account : person;
  return {
    name,
    initials: initialsOf(name),
    account: name === account ? null : account,
    what: t(`level.${ours ? ctx.viewer.level : other.level}`),
  };
}

/** Of "Olga Smirnova" OS, of "root" RO. */
function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '');
  const letters = words.length > 1 ? words.map((word) => begin(word, 1)).slice(0, 2) : [begin(name, 2)];
  return letters.join('').toUpperCase();
}

/** Letters, not the halves of one. */
const begin = (word: string, length: number): string => Array.from(word).slice(0, length).join('');

export const timeView = ({ format, ctx }: Writer, at: number): MessageView['time'] => ({
  text: format.relative(at, ctx.now),
  exact: format.exact(at),
  iso: iso(at),
});

function fileView(
  { base, may, format }: Writer,
  { id, name, size, preview, removed }: Message['attachments'][number],
  ours: boolean,
): MessageView['files'][number] {
  const at = `?elid=${String(id)}`;
  const shown = preview && may('ticket.preview');
  return {
    name,
    size: format.fileSize(size),
    removed,
    detach: ours && !removed && may('ticket.detach') ? String(id) : null,
    href: may('ticket.file') && !removed ? `${base}/ticket.file${at}` : null,
    preview: shown ? `${base}/ticket.preview${at}` : null,
  };
}
