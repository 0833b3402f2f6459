import type { Ctx } from '../../kernel/ctx.ts';
import { abandonedMails, claimMail, deleteMails, dueMails, saveMail } from './outbox.store.ts';
import type { OutboxRecord } from './outbox.table.ts';
import { Mail } from './queue.service.ts';
import type { MailServer, Result } from './smtp.ts';

const minute = 60_000;
const day = 86_400_000;

/** After each refusal the next attempt; about a day in all. */
const pauses = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * minute);

const batch = 100;
/** No further mail is begun after this, so that the job ends before another process thinks it dead. */
const longestRun = 2 * minute;
/** Longer than a run and its last mail can take: whoever still has a mail then has died over it. */
const claimTime = 15 * minute;

/** Sends what is due, each mail by one process and never twice; a server that cannot be reached is left alone till the next run. */
export async function sendMails(ctx: Ctx, server: MailServer): Promise<void> {
  await settleAbandoned(ctx);
  const begun = performance.now();
  try {
    for (const id of await dueMails(ctx, ctx.now, batch)) {
      if (performance.now() - begun > longestRun) break;
      const row = await claimMail(ctx, id, ctx.now + claimTime);
      if (row === undefined) continue;
      const result = await sendOne(server, row);
      await keepResult(ctx, row, result);
      if (result.kind !== 'sent' && result.unreachable) break;
    }
  } finally {
    server.close();
  }
}

async function sendOne(server: MailServer, row: OutboxRecord): Promise<Result> {
  const mail = Mail.safeParse(parsed(row.mail));
  if (!mail.success) return { kind: 'failed', error: 'What was to be sent cannot be read.', unreachable: false };
  return server.send(mail.data);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

async function keepResult(ctx: Ctx, { id, attempts }: OutboxRecord, result: Result): Promise<void> {
  const { now } = ctx;
  if (result.kind === 'sent') {
    await saveMail(ctx, id, { state: 'sent', mail: '', error: '', next_at: now, done_at: now });
    return;
  }
  const pause = result.kind === 'refused' ? pauses[attempts - 1] : undefined;
  const { error } = result;
  if (pause !== undefined) {
    await saveMail(ctx, id, { state: 'waiting', error, next_at: now + pause });
    return;
  }
  const state = result.kind === 'unknown' ? 'unknown' : 'failed';
  await saveMail(ctx, id, { state, error, next_at: now, done_at: now });
  ctx.log.error({ mail: id, state, attempts, error }, 'mail not delivered');
}

/** Whether these have arrived nobody knows: they are told of, and not sent again by themselves. */
async function settleAbandoned(ctx: Ctx): Promise<void> {
  const { now } = ctx;
  const error = 'The program ended while it was sent.';
  for (const { id } of await abandonedMails(ctx, now)) {
    await saveMail(ctx, id, { state: 'unknown', error, next_at: now, done_at: now });
    ctx.log.error({ mail: id, state: 'unknown', error }, 'mail not delivered');
  }
}

/** Removes mails that have been done with for a month. */
export async function forgetMails(ctx: Ctx): Promise<void> {
  await deleteMails(ctx, ctx.now - 30 * day);
}
