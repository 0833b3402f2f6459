import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audit, scopeOf } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, type MessageValues } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { openUploadFolder, removeUploadFolder, type Upload } from '../../kernel/upload.ts';
import { isLang, type Lang } from '../../lang/languages.ts';
import type { MessageKey } from '../../lang/messages.ts';
import type { Registry } from '../../panel/define.ts';
import { dispatch } from '../../panel/dispatch.ts';
import { accountById } from '../accounts/index.ts';
import { findLogin, type LoginRecord } from '../logins/index.ts';
import { findPresent } from '../viewer/index.ts';
import { readMail, type Letter } from './read-mail.ts';
import { readReplyAddress, type ReplyTo } from './reply-address.ts';

/** What mail servers understand, of sysexits.h. */
export const exits = { accepted: 0, unreadable: 65, noAddress: 67, temporary: 75, refused: 77 } as const;

/** What is answered to the mail server: what a refusal says reaches the sender. */
export interface Verdict {
  readonly code: (typeof exits)[keyof typeof exits];
  readonly problems: readonly { readonly message: MessageKey; readonly values?: MessageValues }[];
  readonly lang: Lang;
}

/** Bytes of one mail with all that is attached, which base64 makes a third larger. */
export const largestMail = 30 * 2 ** 20;

interface Incoming {
  readonly raw: Buffer;
  /** As the mail server says; null: as the mail says. */
  readonly recipient: string | null;
}

/** Takes an answer by mail into its ticket, as the login that it was written by, through the panel's own road. */
export async function receiveMail(ctx: Ctx, registry: Registry, { raw, recipient }: Incoming): Promise<Verdict> {
  if (raw.length > largestMail) return no(ctx, 'unreadable', 'mail.in.too_large');
  const letter = await readMail(raw);
  if (letter === null) return no(ctx, 'unreadable', 'mail.in.unreadable');
  // Whoever answers a machine is answered by it.
  if (letter.automatic) return { code: exits.accepted, problems: [], lang: ctx.lang };
  const to = await findReplyTo(ctx, recipient === null ? letter.recipients : [recipient]);
  const login = to && (await findLogin(ctx, to.loginId));
  if (!to || !login) return no(ctx, 'noAddress', 'mail.in.no_address');
  return admit({ ...ctx, lang: login.lang ?? ctx.lang }, registry, { to, login, letter });
}

/** Only the person that the address was made for, and only as long as it may use the panel. */
async function admit(ctx: Ctx, registry: Registry, written: Written): Promise<Verdict> {
  const { login, letter } = written;
  if (letter.from === '' || letter.from !== login.email.toLowerCase()) return refused(ctx, written, 'mail.in.sender');
  const writer = await asWriter(ctx, registry, login);
  if (writer === null) return refused(ctx, written, 'mail.in.stopped');
  const text = letter.text();
  if (text === '') return no(ctx, 'unreadable', 'mail.in.empty');
  return answer(writer, registry, written, text);
}

const no = (
  { lang }: Pick<Ctx, 'lang'>,
  kind: 'unreadable' | 'noAddress' | 'refused',
  message: MessageKey,
): Verdict => ({
  code: exits[kind],
  problems: [{ message }],
  lang,
});

async function findReplyTo(ctx: Ctx, addresses: readonly string[]): Promise<ReplyTo | null> {
  const domain = ctx.installation.mail?.replyDomain ?? null;
  if (domain === null) return null;
  for (const address of addresses.slice(0, 100)) {
    const to = await readReplyAddress(ctx, address, domain);
    if (to !== null) return to;
  }
  return null;
}

/** An answer, and whose address it came to. */
interface Written {
  readonly to: ReplyTo;
  readonly login: LoginRecord;
  readonly letter: Letter;
}

/** Somebody has a right address and may not use it: that stands in the journal of whose address it is. */
async function refused(ctx: Ctx, { to, login, letter }: Written, message: MessageKey): Promise<Verdict> {
  await inTransaction({ ...ctx, opId: `mail-refused:${letter.id}` }, async (tx) => {
    const { id, level, parent_id: parentId } = await accountById(tx, login.account_id);
    const object = { kind: 'ticket', id: to.ticketId, name: `#${to.ticketId}`, subjectId: id };
    const after = { from: letter.from.slice(0, 254), reason: message.replace('mail.in.', '') };
    await audit(tx, 'mail.refuse', { ...object, scopeId: scopeOf({ id, level, parentId }) }, { after });
  });
  return no(ctx, 'refused', message);
}

/** With the rights the login has now; null: it may not use the panel. */
async function asWriter(ctx: Ctx, registry: Registry, login: LoginRecord): Promise<Ctx | null> {
  const { db, now } = ctx;
  const present = await findPresent({ db, registry, loginId: login.id, sessionId: '', grantId: null, now });
  if (!present) return null;
  const { viewer, loginId, login: name, own } = present;
  return {
    ...ctx,
    viewer,
    real: { loginId, name, accountId: own.id, address: '', sessionId: null, byMail: true },
    lang: present.lang !== null && isLang(present.lang) ? present.lang : ctx.lang,
    tz: present.tz ?? ctx.tz,
  };
}

/** A mail server that has not heard the answer brings the mail again: it is taken once. */
async function answer(
  writer: Ctx,
  registry: Registry,
  { to: { ticketId, loginId }, letter }: Written,
  text: string,
): Promise<Verdict> {
  const ctx = { ...writer, opId: `mail:${letter.id}:${loginId}` };
  const folder = await openUploadFolder(ctx.installation.dataDir);
  try {
    await dispatch(registry, ctx, {
      func: 'ticket.reply',
      elids: [String(ticketId)],
      sok: true,
      params: new Map([['text', text]]),
      files: await layOut(folder, letter.files),
      asks: false,
      allRows: false,
    });
    return { code: exits.accepted, problems: [], lang: ctx.lang };
  } catch (error) {
    if (!(error instanceof PanelError)) throw error;
    return verdictOf(error, ctx.lang);
  } finally {
    await removeUploadFolder(folder);
  }
}

async function layOut(folder: string, files: Letter['files']): Promise<Upload[]> {
  const laid: Upload[] = [];
  for (const [index, { name, content }] of files.entries()) {
    const path = join(folder, String(index));
    await writeFile(path, content, { mode: 0o600 });
    laid.push({ field: 'files', name, path, size: content.length });
  }
  return laid;
}

const codes: Readonly<Partial<Record<PanelError['code'], Verdict['code']>>> = {
  invalid: exits.unreadable,
  limit: exits.unreadable,
  internal: exits.temporary,
  too_many: exits.temporary,
};

function verdictOf({ code, messageKey, values, problems }: PanelError, lang: Lang): Verdict {
  const said = problems.length > 0 ? problems : [{ message: messageKey, values }];
  return { code: codes[code] ?? exits.refused, problems: said, lang };
}
