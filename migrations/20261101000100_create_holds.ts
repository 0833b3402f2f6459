import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('holds', (table) => {
    table.increments('id');
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table.string('kind', 16).notNullable().comment('manual, orders, metered, security');
    table.integer('placed_by').unsigned().comment('the account it was placed as; null for automatic holds');
    table.string('placed_by_name', 64).notNullable().comment('the login that placed it');
    table.string('placed_by_level', 8).notNullable();
    table.string('reason', 500).notNullable().defaultTo('');
    table.bigInteger('placed_at').notNullable();
    table.unique(['account_id', 'kind']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('holds');
}
