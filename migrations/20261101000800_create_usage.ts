import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('usage_daily', (table) => {
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table.string('day', 10).notNullable().comment('UTC');
    table.bigInteger('disk').notNullable().comment('bytes of the account alone, as last measured that day');
    table.bigInteger('traffic').notNullable().comment('bytes of the account alone, that day');
    table.primary(['account_id', 'day']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('usage_daily');
}
