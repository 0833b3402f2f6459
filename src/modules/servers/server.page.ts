import type { Ctx } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import type { HostFacts } from '../../kernel/host.ts';
import type { PageDef } from '../../panel/define.ts';
import { driftOn, problemsOn, type FoundDrift, type FoundProblem } from './server-facts.store.ts';
import { findServer } from './server-list.store.ts';
import { stateOf, type ServerState } from './server.state.ts';

/** Everything that is known of one server. */
export interface ServerData {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly isLocal: boolean;
  readonly isDefault: boolean;
  readonly state: ServerState;
  readonly accounts: number;
  readonly problems: number;
  /** What keeps the agent from its work as a whole; '' is nothing. */
  readonly problem: string;
  readonly seenAt: number | null;
  readonly tokenAt: number | null;
  readonly version: string;
  /** Times too. */
  readonly revision: number;
  readonly applied: number;
  /** null before the first report. */
  readonly facts: HostFacts | null;
  readonly latestProblems: readonly FoundProblem[];
  readonly latestDrift: readonly FoundDrift[];
  /** Where the agent finds the panel; '' when nobody has said. */
  readonly panelUrl: string;
}

const shownRows = 5;

async function load(ctx: Ctx, params: ReadonlyMap<string, string>): Promise<ServerData & Record<string, unknown>> {
  const elid = params.get('elid');
  if (elid === undefined || elid === '') throw notFound('elid');
  const row = await findServer(ctx, elid);
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    isLocal: Boolean(row.is_local),
    isDefault: Boolean(row.is_default),
    state: stateOf(row, ctx.now),
    accounts: row.accounts_count,
    problems: row.failures_count,
    problem: row.problem,
    seenAt: row.seen_at,
    tokenAt: row.token_at,
    version: row.version,
    revision: row.revision,
    applied: row.applied,
    facts: factsOf(row.facts),
    latestProblems: await problemsOn(ctx, row.id, shownRows),
    latestDrift: await driftOn(ctx, row.id, shownRows),
    panelUrl: ctx.installation.publicUrl,
  };
}

/** As the report's schema has let them in. */
function factsOf(json: string): HostFacts | null {
  const facts = JSON.parse(json) as HostFacts | Record<string, never>;
  return 'hostname' in facts ? (facts as HostFacts) : null;
}

export const factsPage: PageDef & { on: 'one'; icon: string } = {
  view: 'server',
  on: 'one',
  icon: 'info-circle',
  load,
};
