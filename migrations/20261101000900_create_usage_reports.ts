import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('usage_reports', (table) => {
    table.string('id', 80).primary();
    table.integer('rows').notNullable();
    table
      .integer('applied')
      .notNullable()
      .defaultTo(0)
      .comment('rows already counted; all of them: the report is done');
    table.bigInteger('at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('usage_reports');
}
