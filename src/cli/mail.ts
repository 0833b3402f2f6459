import type { Readable } from 'node:stream';
import { loadPanel } from '../app.ts';
import { translator } from '../lang/translate.ts';
import { exits, largestMail, receiveMail, type Verdict } from '../modules/mail/index.ts';
import { commandCtx, withTables } from './environment.ts';
import { failureOf } from './failure.ts';

/** Takes one mail from a mail server's pipe and answers the exit code that the server understands. */
export async function mail(recipient: string | null): Promise<number> {
  let verdict: Verdict | undefined;
  try {
    const raw = await readUpTo(process.stdin, largestMail);
    await withTables(async (environment) => {
      const { registry } = await loadPanel(environment.config.pluginsDir);
      const ctx = await commandCtx(environment, 'incoming mail');
      if (ctx.installation.mail?.replyDomain == null)
        throw new Error('Mail is not taken yet: set SMTP_URL and MAIL_REPLY_DOMAIN.');
      verdict = await receiveMail(ctx, registry, { raw, recipient });
    });
  } catch (error) {
    // The mail is whole and may be brought again: the mail server keeps it.
    process.stderr.write(`${failureOf(error).text}\n`);
    return exits.temporary;
  }
  return told(verdict);
}

/** Mail servers write what is said here into their log, and into the mail that the sender gets back. */
function told(verdict: Verdict | undefined): number {
  if (verdict === undefined) return exits.temporary;
  const t = translator(verdict.lang);
  for (const { message, values } of verdict.problems) process.stderr.write(`${t(message, values)}\n`);
  return verdict.code;
}

/** One byte more than that is enough to know that it is too much; the rest is passed over, so that the server can end its sentence. */
async function readUpTo(input: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    if (size <= most) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}
