import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Ctx } from '../../kernel/ctx.ts';
import { readSetting, secretOf } from '../settings/index.ts';

/** What an answer by mail belongs to: the ticket, and the login that the mail went to. */
export interface ReplyTo {
  readonly ticketId: number;
  readonly loginId: number;
}

const secretName = 'mail.reply';
/** Of five bits each, so 100 bits: with the rest it stays below the 64 letters that the part before the @ may have. */
const letters = 20;

/** The address that answers of a login to a ticket go to: nobody can make one up. */
export async function replyAddress(ctx: Pick<Ctx, 'db'>, to: ReplyTo, domain: string): Promise<string> {
  return `reply+${to.ticketId}.${to.loginId}.${await signatureOf(ctx, to)}@${domain}`;
}

const format = /^reply\+(\d{1,10})\.(\d{1,10})\.([a-z2-7]{20})@(.+)$/;

/** What an address of ours says; null: it is none, or not signed by us. */
export async function readReplyAddress(ctx: Pick<Ctx, 'db'>, address: string, domain: string): Promise<ReplyTo | null> {
  const [, ticket, login, signature = '', at] = format.exec(address.toLowerCase()) ?? [];
  if (ticket === undefined || login === undefined || at !== domain.toLowerCase()) return null;
  const to = { ticketId: Number(ticket), loginId: Number(login) };
  const right = Buffer.from(await signatureOf(ctx, to));
  return timingSafeEqual(right, Buffer.from(signature)) ? to : null;
}

async function signatureOf(ctx: Pick<Ctx, 'db'>, { ticketId, loginId }: ReplyTo): Promise<string> {
  // Read before it is made: making it locks it until the transaction ends.
  const secret = (await readSetting(ctx, secretName)) ?? (await secretOf(ctx, secretName));
  const digest = createHmac('sha256', secret)
    .update(`reply ${String(ticketId)} ${String(loginId)}`)
    .digest();
  return base32(digest).slice(0, letters);
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 without padding, in small letters: mail servers may change the case. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[parseInt(five, 2)] ?? '').join('');
}
