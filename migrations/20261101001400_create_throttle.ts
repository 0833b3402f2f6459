import type { Knex } from 'knex';

/** The shape rate-limiter-flexible reads and writes, and whence the last attempt came. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('throttle', (table) => {
    table.string('key', 255).primary();
    table.integer('points').notNullable().defaultTo(0);
    table.bigInteger('expire').unsigned();
    table.string('address', 45).notNullable().defaultTo('');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('throttle');
}
