import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('accounts', (table) => {
    table.integer('server_id').unsigned().comment('of a user: where it is; of a reseller: where its new users go');
    table.integer('uid').comment('of its Linux account');
    table.string('shell_password', 120).comment('hash for crypt(3)');
    table
      .bigInteger('host_revision')
      .notNullable()
      .defaultTo(0)
      .comment('of servers, when this row last mattered there');
    table.unique(['server_id', 'uid'], { indexName: 'accounts_uid' });
    table.index(['server_id', 'parent_id'], 'accounts_of_server');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('accounts', (table) => {
    table.dropIndex(['server_id', 'parent_id'], 'accounts_of_server');
    table.dropUnique(['server_id', 'uid'], 'accounts_uid');
  });
  for (const column of ['server_id', 'uid', 'shell_password', 'host_revision'])
    await knex.raw('alter table accounts drop column ??', [column]);
}
