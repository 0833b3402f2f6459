import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import type { Mail } from './queue.service.ts';

/**
 * What became of a mail. `refused` may be tried again, `failed` not: the server has said so for good. `unknown`: it has
 * been handed over, and no answer came.
 */
export type Result =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused' | 'failed' | 'unknown'; readonly error: string; readonly unreachable: boolean };

/** Milliseconds. A server may take minutes over its answer to a whole mail (RFC 5321 4.5.3.2). */
const timeouts = { connectionTimeout: 20_000, greetingTimeout: 20_000, dnsTimeout: 20_000, socketTimeout: 60_000 };

interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/** A server that takes mails one after the other, over one connection as long as nothing goes wrong with it. */
export class MailServer {
  readonly #url: string;
  readonly #timeouts: typeof timeouts;
  #connection: SMTPConnection | null = null;

  constructor(url: string, changed: Partial<typeof timeouts> = {}) {
    this.#url = url;
    this.#timeouts = { ...timeouts, ...changed };
  }

  async send(mail: Mail): Promise<Result> {
    const message = compile(mail);
    const handed = { over: false };
    try {
      const raw = await message.build();
      this.#connection ??= await this.#connect();
      await handOver(this.#connection, message.getEnvelope(), raw, handed);
      return { kind: 'sent' };
    } catch (error) {
      this.close();
      return resultOf(error as SmtpError, handed.over);
    }
  }

  close(): void {
    this.#connection?.quit();
    this.#connection = null;
  }

  async #connect(): Promise<SMTPConnection> {
    const { auth, ...options } = parseConnectionUrl(this.#url);
    const connection = new SMTPConnection({ ...options, ...this.#timeouts });
    await new Promise<void>((done, fail) => {
      const ended = (error?: Error | null): void => {
        if (error) fail(error);
        else done();
      };
      connection.on('error', fail);
      connection.connect((error) => {
        if (error || !auth || !connection.allowsAuth) ended(error);
        else connection.login({ credentials: auth }, ended);
      });
    }).catch((error: unknown) => {
      connection.close();
      throw error;
    });
    return connection;
  }
}

function compile({ references, messageId, replyTo, ...mail }: Mail): ReturnType<MailComposer['compile']> {
  const angled = (id: string): string => `<${id}>`;
  return new MailComposer({
    ...mail,
    ...(replyTo !== null && { replyTo }),
    // As an object, so that nothing in an address is taken for a second one.
    to: { name: '', address: mail.to },
    messageId: angled(messageId),
    inReplyTo: references.map(angled).at(-1) ?? '',
    references: references.map(angled),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
}

type Envelope = ReturnType<ReturnType<MailComposer['compile']>['getEnvelope']>;

/** `handed.over` turns true before the first byte of the mail itself leaves. */
async function handOver(
  connection: SMTPConnection,
  envelope: Envelope,
  raw: Buffer,
  handed: { over: boolean },
): Promise<void> {
  // Nothing is read from it before the server has said that it takes the mail.
  const message = Readable.from(
    (function* () {
      handed.over = true;
      yield raw;
    })(),
  );
  await new Promise<void>((done, fail) => {
    connection.send(envelope, message, (error) => {
      if (error) fail(error);
      else done();
    });
  });
}

/** What the steps are at which a server refuses the mail rather than us. */
const aboutMail = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

function resultOf(thrown: SmtpError, handedOver: boolean): Result {
  const error = thrown.message.replace(/\s+/g, ' ').slice(0, 500);
  const { responseCode, command = '', code } = thrown;
  if (responseCode !== undefined) {
    const forGood = responseCode >= 500 && aboutMail.has(command);
    return { kind: forGood ? 'failed' : 'refused', error, unreachable: !aboutMail.has(command) };
  }
  if (handedOver) return { kind: 'unknown', error, unreachable: true };
  // The address itself cannot be sent to, or the mail is larger than the server takes.
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'failed', error, unreachable: false };
  return { kind: 'refused', error, unreachable: true };
}
