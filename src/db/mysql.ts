import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Knex } from 'knex';
import Mysql2Client, { type KnexConnection } from 'knex/lib/dialects/mysql2/index.js';
import { QuickPool, takeAtOnce } from './pool.ts';
import { errnoOf, notReady } from './retry.ts';

interface Host {
  readonly host: string;
  readonly port: number;
}

/**
 * READ COMMITTED: a check after a conditional update sees what the update saw, inserts take no gap locks (most deadlocks
 * of REPEATABLE READ), and every Galera node offers it. `||` joins text as it does on SQLite.
 */
const session = [
  'set session transaction isolation level read committed',
  `set session innodb_lock_wait_timeout = 10, time_zone = '+00:00', sql_mode = '${[
    'STRICT_ALL_TABLES',
    'ONLY_FULL_GROUP_BY',
    'NO_ZERO_DATE',
    'NO_ZERO_IN_DATE',
    'ERROR_FOR_DIVISION_BY_ZERO',
    'NO_ENGINE_SUBSTITUTION',
    'PIPES_AS_CONCAT',
  ].join(',')}'`,
];

const form =
  /^(?:mysql|mariadb):\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^@/?]+)\/(?<database>[^/?]+)(?:\?(?<query>.*))?$/u;

/** Reads `mysql://user:password@host:3306,other:3307/name?ssl=…` into the hosts and what is the same for all of them. */
export function parseMysqlUrl(url: string): { hosts: Host[]; options: Knex.MySql2ConnectionConfig } {
  const { user, password, hosts, database, query } = form.exec(url)?.groups ?? {};
  if (hosts === undefined || database === undefined) {
    throw new Error('The database URL must look like mysql://user:password@host:3306/name');
  }
  const parameters = new URLSearchParams(query);
  const unknown = [...parameters.keys()].find((name) => name !== 'ssl' && name !== 'socket');
  if (unknown !== undefined) throw new Error(`The database URL has an unknown setting: ${unknown}`);
  const ssl = sslOf(parameters.get('ssl'));
  const socketPath = parameters.get('socket');
  return {
    hosts: hosts.split(',').map(hostOf),
    options: {
      database: decodeURIComponent(database),
      ...(user !== undefined && { user: decodeURIComponent(user) }),
      ...(password !== undefined && { password: decodeURIComponent(password) }),
      ...(ssl !== undefined && { ssl }),
      ...(socketPath !== null && { socketPath }),
    },
  };
}

function hostOf(text: string): Host {
  const { host, port } = /^(?<host>\[[\da-f:]+\]|[^:]+)(?::(?<port>\d+))?$/iu.exec(text)?.groups ?? {};
  if (host === undefined) throw new Error(`The database URL names a host that cannot be read: ${text}`);
  return { host: host.replace(/^\[|\]$/gu, ''), port: Number(port ?? 3306) };
}

/** `ssl=true` checks the certificate, `ssl=/path/ca.pem` against that authority, `ssl=unverified` encrypts only. */
function sslOf(value: string | null): Knex.MariaSslConfiguration | undefined {
  if (value === null || value === 'false') return undefined;
  if (value === 'true') return { rejectUnauthorized: true };
  if (value === 'unverified') return { rejectUnauthorized: false };
  return { rejectUnauthorized: true, ca: readFileSync(value, 'utf8') };
}

/** A knex client that connects to the host that answered last, and to the next one when that is gone. */
export function mysqlClientOf(hosts: readonly Host[]): typeof Knex.Client {
  let lastGood = 0;

  return class MysqlClient extends Mysql2Client {
    declare pool: QuickPool<KnexConnection> | undefined;

    override initializePool(config = this.config): void {
      this.pool = new QuickPool<KnexConnection>(this.getPoolSettings(config.pool));
    }

    override acquireConnection(): Promise<KnexConnection> {
      const connection = takeAtOnce(this, this.pool);
      return connection === undefined ? super.acquireConnection() : Promise.resolve(connection);
    }

    override async acquireRawConnection(): Promise<KnexConnection> {
      const failures: unknown[] = [];
      for (let turn = 0; turn < hosts.length; turn += 1) {
        const index = (lastGood + turn) % hosts.length;
        try {
          // The driver copies the settings at once, so that connections made side by side do not mix up hosts.
          Object.assign(this.connectionSettings, hosts[index]);
          const connection = await super.acquireRawConnection();
          await prepareSession(connection);
          lastGood = index;
          return connection;
        } catch (error) {
          failures.push(error);
        }
      }
      throw failures[0];
    }

    override async _query(connection: KnexConnection, query: unknown): Promise<unknown> {
      try {
        return await super._query(connection, query);
      } catch (error) {
        if (errnoOf(error) === notReady) connection.__knex__disposed = error;
        throw error;
      }
    }
  };
}

async function prepareSession(connection: KnexConnection): Promise<void> {
  const query = promisify<string, unknown>(connection.query.bind(connection));
  const valueOf = async (show: string): Promise<string | undefined> =>
    ((await query(show)) as { Value: string }[])[0]?.Value;
  try {
    for (const statement of session) await query(statement);
    // A node that has lost its cluster lets clients in, and then refuses to read and write.
    if ((await valueOf(`show global variables like 'wsrep_on'`)) !== 'ON') return;
    if ((await valueOf(`show global status like 'wsrep_ready'`)) === 'ON') return;
    throw Object.assign(new Error('The node is not ready'), { errno: notReady });
  } catch (error) {
    connection.destroy();
    throw error;
  }
}
