import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openDb } from '../../src/db/open.ts';
import { errnoOf, isRetryable, retrying } from '../../src/db/retry.ts';
import { engine } from '../helpers/db.ts';
import { freePort, startMariadb, type Mariadb } from '../helpers/mariadb.ts';

const galera = async (): Promise<string[]> => [
  '--wsrep-on=ON',
  '--wsrep-provider=/usr/lib/galera/libgalera_smm.so',
  '--wsrep-new-cluster',
  '--wsrep-cluster-address=gcomm://',
  '--wsrep-node-address=127.0.0.1',
  `--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:${String(await freePort())};pc.wait_prim_timeout=PT1S`,
  '--binlog-format=ROW',
  '--innodb-autoinc-lock-mode=2',
];

if (engine === 'mariadb') {
  describe('a Galera node that has lost its cluster', function () {
    this.timeout(60_000);
    let node: Mariadb;
    let other: Mariadb;
    let db: Knex;

    before(async () => {
      [node, other] = await Promise.all([startMariadb(...(await galera())), startMariadb()]);
      const urls = [await node.createDatabase('sublet'), await other.createDatabase('sublet')];
      for (const url of urls) {
        const admin = openDb({ databaseUrl: url, dataDir: '' });
        await admin.raw('create table answers (port int primary key)');
        await admin.raw('insert into answers values (@@port)');
        await admin.destroy();
      }
      const both = urls[0]?.replace(/@[^/]+/u, `@127.0.0.1:${String(node.port)},127.0.0.1:${String(other.port)}`);
      db = openDb({ databaseUrl: both ?? null, dataDir: '', poolSize: 1 });
    });
    after(async () => {
      await db.destroy();
      await Promise.all([node.remove(), other.remove()]);
    });

    const answering = (): Promise<number[]> => db('answers').pluck('port');

    it('is left for the next host, though its connection is still open', async () => {
      assert.deepEqual(await answering(), [node.port]);
      await db.raw(`set global wsrep_cluster_address = 'gcomm://127.0.0.1:9'`);
      await assert.rejects(answering(), (error) => errnoOf(error) === 1047 && isRetryable(error));
      assert.deepEqual(await retrying(answering), [other.port]);
    });

    it('is not connected to when it is the first of the list', async () => {
      const url = `mysql://sublet:sublet@127.0.0.1:${String(node.port)},127.0.0.1:${String(other.port)}/sublet`;
      const fresh = openDb({ databaseUrl: url, dataDir: '' });
      assert.deepEqual(await fresh('answers').pluck('port'), [other.port]);
      await fresh.destroy();
    });
  });
}
