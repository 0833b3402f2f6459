import { createHash } from 'node:crypto';
import { convert } from 'html-to-text';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { ownText } from './own-text.ts';
import { ownHeader } from './message-id.ts';

/** Of a mail what an answer is made of. */
export interface Letter {
  /** Where it may have been sent to, the surest first. */
  readonly recipients: readonly string[];
  /** Small letters; '' when it is not one address. */
  readonly from: string;
  /** Written by a machine, or by ourselves. */
  readonly automatic: boolean;
  /** What it is known by. */
  readonly id: string;
  /** What the sender has written, without what is quoted. Found out when it is asked for: nobody else's is worth the time. */
  text(): string;
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
}

/** Reads a mail as a mail server hands it over; null: it is none. */
export async function readMail(raw: Buffer): Promise<Letter | null> {
  const email = await parse(raw);
  if (email === null) return null;
  const header = (name: string): string[] => email.headers.filter(({ key }) => key === name).map(({ value }) => value);
  return {
    recipients: recipientHeaders.flatMap(header).flatMap(addressesIn),
    from: senderOf(email),
    automatic: isAutomatic(email, header),
    id: createHash('sha256')
      .update(email.messageId ?? raw)
      .digest('hex')
      .slice(0, 40),
    text: () => ownText(textOf(email)),
    files: email.attachments.flatMap(fileOf),
  };
}

async function parse(raw: Buffer): Promise<Email | null> {
  try {
    const email = await PostalMime.parse(raw, { maxNestingDepth: 50, rfc822Attachments: true });
    return email.headers.some(({ key }) => key === 'from') ? email : null;
  } catch {
    return null;
  }
}

const recipientHeaders = ['x-original-to', 'delivered-to', 'envelope-to', 'to', 'cc'];
const addressesIn = (value: string): string[] => value.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? [];

/** More than one sender is none. */
function senderOf({ headers, from }: Email): string {
  const only = headers.filter(({ key }) => key === 'from').length === 1;
  return only ? (from?.address ?? '').toLowerCase() : '';
}

type Header = (name: string) => readonly string[];

/** RFC 3834, and what is met besides: vacation notices, lists, reports of delivery, and our own mails that have come back. */
function isAutomatic({ headers }: Email, header: Header): boolean {
  const says = (name: string, pattern: RegExp): boolean => header(name).some((value) => pattern.test(value));
  return (
    says('auto-submitted', /^\s*(?!no\b)\S/i) ||
    says('precedence', /^\s*(bulk|junk|list|auto_reply)\b/i) ||
    says('return-path', /^\s*<?\s*>?\s*$/) ||
    says('content-type', /^\s*multipart\/report\b/i) ||
    says('message-id', /<ticket\.\d+\./) ||
    headers.some(({ key }) => machines.has(key))
  );
}

const machines = new Set([ownHeader.toLowerCase(), 'x-autoreply', 'x-autorespond', 'list-id', 'x-failed-recipients']);

/** As much HTML as is looked at; what has been written stands at its beginning. */
const mostHtml = 500_000;
const toText = {
  wordwrap: false,
  limits: { maxInputLength: mostHtml, maxDepth: 100, maxChildNodes: 10_000 },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
  ],
} as const;

function textOf({ text = '', html = '' }: Email): string {
  return text.trim() === '' ? convert(html.slice(0, mostHtml), { ...toText, selectors: [...toText.selectors] }) : text;
}

/** Pictures within the text that are smaller are the logos of signatures. */
const smallestPicture = 16_384;

function fileOf({ filename, mimeType, related, content }: Attachment): Letter['files'] {
  if (typeof content === 'string') return [];
  const bytes = new Uint8Array(content);
  if (related === true && bytes.length < smallestPicture) return [];
  return [{ name: filename ?? `mail.${mimeType.split('/')[1] ?? 'bin'}`, content: bytes }];
}
