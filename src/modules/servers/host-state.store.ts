import type { Knex } from 'knex';

interface About {
  readonly kind: 'account' | 'site';
  /** Tables of the query: of the row, of its user, and of the user's provider. */
  readonly row: string;
  readonly user: string;
  readonly parent: string;
}

/** Adds to a query how each row is on its server, by joins of one row each: `HostColumns`. */
export function withHost(db: Knex, rows: Knex.QueryBuilder, { kind, row, user, parent }: About): void {
  void rows
    .leftJoin('accounts as top', 'top.id', `${parent}.parent_id`)
    .leftJoin('servers as host', 'host.id', `${user}.server_id`)
    .leftJoin('host_failures as failure', (on) => {
      on.on('failure.object_id', `${row}.id`).andOn('failure.kind', db.raw('?', [kind]));
    })
    .leftJoin('host_failures as user_failure', (on) => {
      on.on('user_failure.object_id', `${user}.id`).andOn('user_failure.kind', db.raw('?', ['account']));
    })
    .select({
      host_id: 'host.id',
      host_name: 'host.name',
      host_applied: 'host.applied',
      host_seen: 'host.seen_at',
      host_own: `${row}.host_revision`,
      host_user: `${user}.host_revision`,
      host_parent: `${parent}.host_revision`,
      host_top: 'top.host_revision',
      host_holds: `${user}.holds`,
      host_holds_above: `${parent}.holds`,
      host_holds_top: 'top.holds',
      host_fault: 'failure.fault',
      host_detail: 'failure.detail',
      host_user_fault: 'user_failure.fault',
      host_user_detail: 'user_failure.detail',
    });
}
