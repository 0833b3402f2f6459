import type { Config } from './config.ts';
import type { Ctx } from './kernel/ctx.ts';
import { forgetOperations } from './kernel/transaction.ts';
import { tidyUploads } from './kernel/upload.ts';
import { sealJournal } from './modules/journal/index.ts';
import { forgetGrants } from './modules/acting/index.ts';
import { settleCounters } from './modules/logins/index.ts';
import { forgetDrift } from './modules/hosting/index.ts';
import { forgetMails, MailServer, sendMails } from './modules/mail/index.ts';
import { forgetNotifications } from './modules/notifications/index.ts';
import { deleteExpired } from './modules/session/index.ts';
import { tidyAttachments } from './modules/tickets/index.ts';
import { forgetReports, turnMonth } from './modules/usage/index.ts';

/** Work done again and again, as the local administrator, by one process of all that share a database. */
export interface Job {
  readonly name: string;
  /** A cron pattern in UTC: of five fields, or of six that begin with seconds. */
  readonly every: string;
  /** Milliseconds after which another process may think that this one has died at it; half an hour unless told. */
  readonly longest?: number;
  run(ctx: Ctx, config: Config): Promise<void>;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Removes what has had its time: sessions, panels entered, memory of what has been done. */
async function tidy(ctx: Ctx): Promise<void> {
  const { db, now } = ctx;
  await forgetGrants(ctx, now - day);
  await deleteExpired({ db }, now);
  await forgetOperations(db, now - day);
  await forgetMails(ctx);
  await forgetNotifications(ctx);
  // An agent that could not be heard for longer counts from anew.
  await forgetReports(ctx, now - 90 * day);
  await forgetDrift(ctx, now - 90 * day);
}

/** Removes files that nobody has: of requests whose process died, and of changes that came to nothing. */
async function tidyFiles(ctx: Ctx): Promise<void> {
  await tidyUploads(ctx.installation.dataDir, ctx.now - hour);
  await tidyAttachments(ctx, ctx.now - day);
}

/** Seals all that is new in the journal. */
async function seal({ db }: Ctx): Promise<void> {
  while ((await sealJournal(db)) > 0);
}

async function mail(ctx: Ctx, { smtpUrl }: Config): Promise<void> {
  if (smtpUrl !== '') await sendMails(ctx, new MailServer(smtpUrl));
}

export const jobs: readonly Job[] = [
  { name: 'tidy', every: '*/10 * * * *', run: tidy },
  { name: 'files.tidy', every: '23 * * * *', run: tidyFiles },
  { name: 'login.settle', every: '* * * * *', run: settleCounters },
  { name: 'journal.seal', every: '*/5 * * * * *', longest: 60_000, run: seal },
  { name: 'mail.send', every: '*/5 * * * * *', longest: 10 * 60_000, run: mail },
  // All the time, for a month may begin while no process is running; otherwise it reads one row.
  { name: 'traffic.cycle', every: '*/5 * * * *', run: turnMonth },
];
