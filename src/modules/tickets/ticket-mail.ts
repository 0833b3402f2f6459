import type { Ctx, Installation } from '../../kernel/ctx.ts';
import { joined, markup, none, type Markup } from '../../kernel/markup.ts';
import { translator, type Translate } from '../../lang/translate.ts';
import type { Staff } from '../logins/index.ts';
import { automatic, mailDomain, marker, replyAddress, type Mail } from '../mail/index.ts';
import type { News } from './tell.ts';
import { attachmentNames, findMessage } from './ticket-mail.store.ts';
import type { TicketRecord } from './ticket.table.ts';

/** What a message says to those it is for. */
export interface Said {
  readonly text: string;
  readonly files: readonly string[];
}

export async function whatIsSaid(tx: Ctx, news: News): Promise<Said | null> {
  if (news.kind === 'assigned' || news.kind === 'closed') return null;
  const message = await findMessage(tx, news.messageId);
  if (message.internal) throw new Error('a note is nobody else’s to read');
  return { text: message.text, files: await attachmentNames(tx, message) };
}

interface Letter {
  readonly login: Staff;
  readonly news: News;
  readonly said: Said | null;
  /** Who has written, as the reader is told. */
  readonly who: string;
}

/** The mail to one reader, in his language and time. */
export async function ticketMail(tx: Ctx, ticket: TicketRecord, letter: Letter): Promise<Mail> {
  const { login, news } = letter;
  const { installation } = tx;
  const domain = mailDomain(installation);
  const replyDomain = installation.mail?.replyDomain ?? null;
  const to = { ticketId: ticket.id, loginId: login.id };
  const parts = partsOf(tx, ticket, letter);
  return {
    to: login.email,
    from: installation.mail?.from ?? '',
    replyTo: replyDomain === null ? null : await replyAddress(tx, to, replyDomain),
    subject: `[#${ticket.id}] ${ticket.subject}`,
    text: textOf(parts),
    html: htmlOf(parts),
    messageId: `ticket.${ticket.id}.${nameOf(tx, news)}.${login.id}@${domain}`,
    // Never sent itself: it is what mail programs hang the whole conversation on.
    references: [`ticket.${ticket.id}@${domain}`],
    headers: automatic,
  };
}

const nameOf = (tx: Ctx, news: News): string =>
  news.kind === 'assigned' ? `assigned-${tx.now}` : `${news.kind}-${news.messageId}`;

/** Everything that stands in a mail, in words. */
interface Parts {
  readonly lang: string;
  readonly above: string | null;
  readonly happened: string;
  readonly at: string;
  readonly subject: string;
  readonly said: string;
  readonly files: string | null;
  readonly closes: string | null;
  readonly link: { readonly href: string; readonly label: string } | null;
  readonly foot: readonly string[];
}

function partsOf(tx: Ctx, ticket: TicketRecord, { login, news, said, who }: Letter): Parts {
  const { installation, now } = tx;
  const lang = login.lang ?? installation.lang;
  const t = translator(lang);
  const answerable = (installation.mail?.replyDomain ?? null) !== null;
  return {
    lang,
    above: answerable ? `${marker} ${t('mail.above')} -##` : null,
    happened: t(`mail.${news.kind}`, { who }),
    at: timeFor(login, installation).format(now),
    subject: `#${ticket.id} ${ticket.subject}`,
    ...wordsOf(said, t),
    closes: news.kind === 'answer' && news.closes === true ? t('mail.closes') : null,
    link: linkOf(installation.publicUrl, ticket.id, t),
    foot: [t(answerable ? 'mail.can_reply' : 'mail.no_reply'), t('mail.why')],
  };
}

/** To the second, with the zone. */
function timeFor({ lang, tz }: Staff, defaults: Installation): Intl.DateTimeFormat {
  const shape = { dateStyle: 'long', timeStyle: 'long', timeZone: tz ?? defaults.tz } as const;
  return new Intl.DateTimeFormat(lang ?? defaults.lang, shape);
}

function wordsOf(said: Said | null, t: Translate): Pick<Parts, 'said' | 'files'> {
  if (said === null) return { said: '', files: null };
  const names = said.files.join(', ');
  return { said: said.text, files: names === '' ? null : t('mail.attachments', { names }) };
}

const linkOf = (publicUrl: string, id: number, t: Translate): Parts['link'] =>
  publicUrl === '' ? null : { href: `${publicUrl}/ticket.thread?elid=${id}`, label: t('mail.open') };

function textOf({ above, happened, at, subject, said, files, closes, link, foot }: Parts): string {
  const blocks = [
    above,
    `${happened}\n${at}\n${subject}`,
    said,
    files,
    closes,
    link === null ? null : `${link.label}: ${link.href}`,
    `-- \n${foot.join('\n')}`,
  ];
  return `${blocks.filter((block) => block !== null && block !== '').join('\n\n')}\n`;
}

/** No colour but the reader's own, so that it can be read on light and on dark; nothing is fetched from anywhere. */
function htmlOf({ lang, above, happened, at, subject, said, files, closes, link, foot }: Parts): string {
  const html = markup`<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${subject}</title>
<style>:root{color-scheme:light dark}body{font:15px/1.5 sans-serif;max-width:640px;margin:16px}.small{font-size:13px;opacity:.75}.said{border-left:3px solid;padding-left:12px;overflow-wrap:anywhere}</style></head>
<body>${paragraph(above, 'small')}<p><b>${happened}</b><br>${at}<br>${subject}</p>
${said === '' ? none : markup`<div class="said">${broken(said)}</div>`}${paragraph(files, 'files')}${paragraph(closes, 'closes')}
${link === null ? none : markup`<p><a href="${link.href}">${link.label}</a></p>`}${joined(foot.map((line) => paragraph(line, 'small')))}</body></html>`;
  return html.text;
}

const paragraph = (text: string | null, name: string): Markup =>
  text === null ? none : markup`<p class="${name}">${text}</p>`;

/** Every line on its own: not all mail programs keep line ends. */
const broken = (text: string): Markup => joined(text.split('\n').map((line) => markup`${line}<br>`));
