import { randomBytes } from 'node:crypto';
import { verify, type HostKeys } from '../kernel/host-key.ts';
import type { HostReport } from '../kernel/host.ts';
import { intruderAt } from './listener.ts';
import { inOneLine } from './words.ts';

/** What the panel wants, read but not yet checked. */
export interface Answer {
  readonly revision: number;
  readonly body: unknown;
}

export interface PanelClient {
  /** null: nothing but `known`, for as long as we wait. */
  desired(known: number | null, waitSeconds: number, signal: AbortSignal): Promise<Answer | null>;
  report(report: HostReport, signal: AbortSignal): Promise<void>;
}

/** The panel cannot be asked, or its answer not be used; the message says what to do. To be tried again. */
export class PanelTrouble extends Error {
  override readonly name = 'PanelTrouble';
}

/** The panel has read what it was told and does not take it: the same again would be in vain. */
export class PanelRefusal extends PanelTrouble {}

export interface ClientOptions {
  /** An origin. */
  readonly url: string;
  /** Asked before each request, so that a new token counts at once. */
  readonly keys: () => Promise<HostKeys>;
  /** Of an answer; 64 MB unless told. */
  readonly maxBytes?: number;
  /** Milliseconds for an answer to begin (besides the wait) and for its body to arrive; 30 s unless told. */
  readonly patience?: number;
}

interface Given {
  readonly response: Response;
  readonly body: Buffer;
}

export function panelClient(options: ClientOptions): PanelClient {
  const { url, keys } = options;
  return {
    async desired(known, waitSeconds, signal) {
      const own = await keys();
      const nonce = randomBytes(18).toString('base64url');
      const headers = {
        ...authorization(own),
        'x-sublet-nonce': nonce,
        ...(known === null ? {} : { 'if-none-match': `"${known}"` }),
      };
      const path = `/agent/v1/desired?wait=${waitSeconds}`;
      const given = await ask(options, path, { headers, signal, wait: waitSeconds * 1000 });
      if (given.response.status === 304 && known !== null) return null;
      expect(given, 200, url);
      return verified(given, own, nonce);
    },
    async report(report, signal) {
      const headers = { ...authorization(await keys()), 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(report), signal, wait: 0 };
      expect(await ask(options, '/agent/v1/report', init), 204, url);
    },
  };
}

async function ask(
  { url, maxBytes = 64 * 2 ** 20, patience = 30_000 }: ClientOptions,
  path: string,
  { wait, signal, ...init }: RequestInit & { readonly signal: AbortSignal; readonly wait: number },
): Promise<Given> {
  const intruder = await intruderAt(new URL(url));
  if (intruder !== null)
    throw new PanelTrouble(
      `SECURITY: the user ${intruder} of this server listens at ${url} in the panel’s place. Nothing is said there: end the user’s programs and start the panel.`,
    );
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error('no answer in time'));
  }, wait + patience);
  try {
    const either = AbortSignal.any([signal, limit.signal]);
    const response = await fetchOnceMore(new URL(path, url), { ...init, redirect: 'manual', signal: either });
    timer.refresh();
    return { response, body: await bodyOf(response, maxBytes) };
  } catch (error) {
    if (error instanceof PanelTrouble) throw error;
    const text = `The panel at ${url} is away: start it, or see that PANEL_URL is right.`;
    throw new PanelTrouble(text, { cause: causeOf(error) });
  } finally {
    clearTimeout(timer);
  }
}

/** Both questions can be asked twice: a panel may close a connection in the moment that we use it again. */
const fetchOnceMore = (url: URL, init: RequestInit): Promise<Response> =>
  fetch(url, init).catch((error: unknown) => {
    if (!wasClosed(causeOf(error))) throw error;
    return fetch(url, init);
  });

const closed: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const wasClosed = (error: unknown): boolean => error instanceof Error && 'code' in error && closed.has(error.code);

const authorization = ({ id, agent }: HostKeys): { authorization: string } => ({
  authorization: `Bearer ${id}.${agent}`,
});

async function bodyOf({ body }: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the transfer.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw new PanelTrouble(`The panel’s answer is larger than ${maxBytes} bytes: it is not read.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function expect({ response: { status }, body }: Given, right: number, url: string): void {
  if (status === right) return;
  if (status === 401 || status === 403)
    throw new PanelTrouble(
      `The panel at ${url} does not know this token: make a new one in the panel under Servers and put it into the token file.`,
    );
  if ([301, 302, 303, 307, 308].includes(status))
    throw new PanelTrouble(`The panel at ${url} sends us elsewhere: set PANEL_URL to its own address.`);
  throw refusalOf(`The panel at ${url} answered ${status}`, status, body);
}

function refusalOf(what: string, status: number, body: Buffer): PanelTrouble {
  const later = status < 400 || status >= 500 || status === 408 || status === 429;
  if (later) return new PanelTrouble(`${what}: its log says why.`);
  const said = wordsOf(body);
  return new PanelRefusal(said === '' ? `${what}: its log says why.` : `${what}: “${said}”.`);
}

/** What the panel says of it, if it was the panel. */
function wordsOf(body: Buffer): string {
  try {
    const read: unknown = JSON.parse(body.toString('utf8'));
    const error = typeof read === 'object' && read !== null && 'error' in read ? read.error : '';
    return typeof error === 'string' ? inOneLine(error) : '';
  } catch {
    return '';
  }
}

/** Only what the panel has signed for this very question is read. */
function verified({ response: { headers }, body }: Given, { panel }: HostKeys, nonce: string): Answer {
  // A proxy that compresses marks the tag as weak.
  const etag = (headers.get('etag') ?? '').replace(/^W\//, '');
  const signature = headers.get('x-sublet-signature') ?? '';
  const revision = /^"(\d{1,16})"$/.exec(etag)?.[1];
  if (revision === undefined || !verify(panel, { nonce, etag, body, signature }))
    throw new PanelTrouble(
      'SECURITY: an answer in the panel’s name does not have the panel’s signature. Nothing of it is done. See who listens at PANEL_URL, and whether the token is of this panel.',
    );
  try {
    return { revision: Number(revision), body: JSON.parse(body.toString('utf8')) };
  } catch {
    throw new PanelTrouble('The panel’s answer is no JSON: its log says why.');
  }
}

/** The innermost says most: `connect ECONNREFUSED …` rather than `fetch failed`. */
const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : error;
