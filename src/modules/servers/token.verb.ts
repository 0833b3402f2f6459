import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Consequence, Outcome, Verb } from '../../panel/define.ts';
import { makeToken } from './enrol.store.ts';
import { findServer } from './server-list.store.ts';
import { auditObject } from './server.service.ts';

/** A new token for the agent of a server, shown once. */
export const tokenVerb: Verb = {
  on: 'one',
  icon: 'key',
  danger: true,
  confirm: 'simple',
  whileActing: false,
  consequences,
  run: giveToken,
};

/**
 * Answers the token on the page of the server. It stays out of what the transaction remembers of itself, so the same
 * form sent again makes no other one and shows none.
 */
async function giveToken(ctx: Ctx, elid: string): Promise<Outcome> {
  const made: string[] = [];
  await inTransaction(ctx, async (tx) => {
    const server = await findServer(tx, elid);
    made[0] = await makeToken(tx, server.id);
    await audit(tx, 'server.token', auditObject(server));
  });
  const [token] = made;
  if (token === undefined) throw new PanelError('conflict', 'server.token.shown');
  return { shows: { page: 'facts', told: { token } } };
}

async function consequences(ctx: Ctx, [elid = '']: readonly string[]): Promise<Consequence[]> {
  const { agent_hash: hash, is_local: isLocal } = await findServer(ctx, elid);
  return [
    { text: 'token_once' },
    ...(hash === null ? [] : [{ text: 'token_stops' }]),
    ...(isLocal ? [{ text: 'token_local' }] : []),
  ];
}
