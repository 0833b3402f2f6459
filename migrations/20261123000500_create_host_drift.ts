import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('host_drift', (table) => {
    table.increments('id');
    table.integer('server_id').unsigned().notNullable().references('id').inTable('servers');
    table.string('what', 300).notNullable();
    table.string('found', 300).notNullable();
    table.string('search', 700).notNullable().defaultTo('');
    table.boolean('repaired').notNullable();
    table.bigInteger('at').notNullable();
    table.index(['at', 'id'], 'host_drift_by_at');
    table.index(['server_id', 'at', 'id'], 'host_drift_of_server');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('host_drift');
}
