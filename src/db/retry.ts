import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const mostAttempts = 10;
/** Milliseconds; with the attempts about five seconds, enough for a cluster to vote out a node that is gone. */
const firstPause = 20;
const longestPause = 2000;
/** Milliseconds after which no further attempt begins, for errors that took long to come. */
const patience = 20_000;

/** ER_UNKNOWN_COM_ERROR: what Galera answers on a node that is not part of a working cluster. */
export const notReady = 1047;

/** The server refused or has undone the work: deadlock, lock wait, row changed meanwhile, node not ready, too many connections. */
const undoneNumbers = new Set([1213, 1205, 1020, notReady, 1040, 1203]);
const unreachableCodes = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'EAI_AGAIN']);

/** Error during COMMIT, shutdown in progress, connection killed, server gone, connection lost within a query. */
const lostNumbers = new Set([1180, 1053, 1927, 2006, 2013]);
const lostCodes = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE']);

/** mysql2 refuses a query on a connection that it knows to be lost without any code. */

/** A connection was waited for in vain because none could be made; tarn keeps only the text of that reason. */
const noConnection = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|Connection lost|not ready/u;

/** The driver's code of an error, or an empty text. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** The server's number of an error, or 0. */
export function errnoOf(error: unknown): number {
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined;
  return typeof errno === 'number' ? errno : 0;
}

/** Whether a COMMIT that failed so may have happened all the same. Elsewhere in a transaction it means: undone. */
export function outcomeUnknown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return lostNumbers.has(errnoOf(error)) || lostCodes.has(codeOf(error)) || error.message.endsWith('in closed state');
}

/** Whether the same work may succeed when it is done again from its beginning. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (outcomeUnknown(error) || undoneNumbers.has(errnoOf(error)) || unreachableCodes.has(codeOf(error))) return true;
  if (codeOf(error).startsWith('SQLITE_BUSY')) return true;
  return error.name === 'KnexTimeoutError' && error.cause instanceof Error && noConnection.test(error.cause.message);
}

/**
 * Does the work, and again after deadlocks, locks held by others and lost connections, with growing random pauses.
 * Only for work that may be done twice: reads, or what a transaction has undone or an op_id recognises.
 */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + patience;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || attempt >= mostAttempts || Date.now() >= giveUpAt) throw error;
      const pause = Math.min(longestPause, firstPause * 2 ** (attempt - 1));
      await sleep(randomInt(Math.ceil(pause / 2), pause + 1));
    }
  }
}
