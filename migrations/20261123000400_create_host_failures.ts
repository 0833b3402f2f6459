import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('host_failures', (table) => {
    table.increments('id');
    table.integer('server_id').unsigned().notNullable().references('id').inTable('servers');
    table.string('kind', 8).notNullable().comment('account or site');
    table.integer('object_id').unsigned().notNullable();
    table.integer('account_id').unsigned().notNullable().comment('the account, or the owner of the site');
    table.string('fault', 16).notNullable();
    table.string('detail', 300).notNullable().defaultTo('');
    table.bigInteger('since').notNullable();
    table.unique(['kind', 'object_id']);
    table.index(['server_id', 'since', 'id'], 'host_failures_of_server');
    table.index(['account_id'], 'host_failures_of_account');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('host_failures');
}
