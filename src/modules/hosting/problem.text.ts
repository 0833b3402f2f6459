import type { Ctx } from '../../kernel/ctx.ts';
import type { HostFault } from '../../kernel/host.ts';
import { translator } from '../../lang/translate.ts';
import type { ProblemRow } from './problem.schema.ts';
import type { Problem } from './problem.store.ts';

/** Whoever has no way to the server can mend only this. */
const ofOwners: readonly HostFault[] = ['certificate', 'needs'];

/** What is wrong, and what helps. */
export function problemText({ lang, viewer }: Ctx, fault: HostFault): string {
  const t = translator(lang);
  const isTheirs = viewer.level === 'admin' || ofOwners.includes(fault);
  return `${t(`host.fault.${fault}`)} ${t(isTheirs ? `host.cure.${fault}` : 'host.cure.provider')}`;
}

export function kindText({ lang }: Ctx, kind: Problem['kind']): string {
  const word = translator(lang)(kind === 'site' ? 'kind.site' : 'kind.user');
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** What the system said may name what is others': the administrator alone is told, as of the server. */
export function toProblem(ctx: Ctx, row: Problem): ProblemRow {
  const { level } = ctx.viewer;
  const isSite = row.kind === 'site';
  return {
    id: row.id,
    object: row.site ?? row.owner,
    second: kindText(ctx, row.kind),
    path: isSite || level !== 'user' ? `/${isSite ? 'site' : 'user'}.edit?elid=${String(row.object_id)}` : '',
    owner: row.owner,
    server: level === 'admin' ? row.server : '',
    problem: problemText(ctx, row.fault),
    detail: level === 'admin' ? row.detail : '',
    state: row.revision > row.applied ? 'retrying' : 'failed',
    since: row.since,
  };
}
