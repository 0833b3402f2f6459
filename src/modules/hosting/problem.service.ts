import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { reviseServers } from '../servers/index.ts';
import { findProblem, type Problem } from './problem.store.ts';

/** Lets the server's agent try again; what else is wrong there is tried with it. */
export async function retryProblem(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const problem = await findProblem(tx, elid);
    const { object_id: id, account_id: subjectId, parent_id: scopeId } = problem;
    const object = { kind: problem.kind === 'site' ? 'site' : 'user', id, name: problem.site ?? problem.owner };
    await audit(tx, 'problem.retry', { ...object, subjectId, scopeId });
    if (!isToldNow(tx, problem)) await reviseServers(tx, { servers: [problem.server_id] });
  });
}

/** Of many rows on a server the first has told it already. */
const isToldNow = ({ now }: Ctx, { revision, applied }: Problem): boolean => revision >= now && revision > applied;
