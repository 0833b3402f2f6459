import type { Ctx } from '../../kernel/ctx.ts';
import type { HostFailure } from '../../kernel/host.ts';

/** What is wrong with something on a server. */
export interface FoundProblem {
  id: number;
  kind: HostFailure['kind'];
  fault: HostFailure['fault'];
  detail: string;
  since: number;
  account: string;
  /** null: of the account itself. */
  site: string | null;
}

/** The latest problems on a server that are somebody's still. */
export async function problemsOn({ db }: Ctx, serverId: number, limit: number): Promise<FoundProblem[]> {
  return db('host_failures as failure')
    .join('accounts as owner', 'owner.id', 'failure.account_id')
    .leftJoin('sites as site', (on) => {
      on.on('site.id', 'failure.object_id').andOn('failure.kind', db.raw('?', ['site']));
    })
    .where('failure.server_id', serverId)
    .whereNull('owner.deleted_at')
    .whereNull('site.deleted_at')
    .orderBy([
      { column: 'failure.since', order: 'desc' },
      { column: 'failure.id', order: 'desc' },
    ])
    .limit(limit)
    .select<FoundProblem[]>('failure.id', 'failure.kind', 'failure.fault', 'failure.detail', 'failure.since', {
      account: 'owner.name',
      site: 'site.name',
    });
}

/** Something that had been changed by others. */
export interface FoundDrift {
  id: number;
  what: string;
  found: string;
  repaired: boolean | number;
  at: number;
}

export async function driftOn({ db }: Ctx, serverId: number, limit: number): Promise<FoundDrift[]> {
  return db('host_drift')
    .where({ server_id: serverId })
    .orderBy([
      { column: 'at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .select<FoundDrift[]>('id', 'what', 'found', 'repaired', 'at');
}
