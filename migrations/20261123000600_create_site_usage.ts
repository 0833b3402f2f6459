import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('site_usage_daily', (table) => {
    table.integer('site_id').unsigned().notNullable();
    table.string('day', 10).notNullable().comment('YYYY-MM-DD, UTC');
    table.bigInteger('traffic').notNullable().defaultTo(0);
    table.bigInteger('pageviews').notNullable().defaultTo(0);
    table.primary(['site_id', 'day']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('site_usage_daily');
}
