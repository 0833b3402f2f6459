import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('operations', (table) => {
    table.string('op_id', 80).primary();
    table.text('result');
    table.bigInteger('at').notNullable().index();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('operations');
}
