import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('ticket_categories', (table) => {
    table.increments('id');
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table.string('name', 80).notNullable();
    table.string('living_name', 80).comment('the name while not retired, so that no two are alike');
    table.integer('position').notNullable();
    table.bigInteger('retired_at');
    table.string('search', 300).notNullable().comment('the name, folded');
    table.unique(['account_id', 'living_name']);
    table.index(['account_id', 'position']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('ticket_categories');
}
