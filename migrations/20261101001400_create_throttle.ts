import type { Knex } from 'knex';

/** The shape rate-limiter-flexible reads and writes. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('throttle', (table) => {
    table.string('key', 255).primary();
    table.integer('points').notNullable().defaultTo(0);
    table.bigInteger('expire').unsigned();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('throttle');
}
