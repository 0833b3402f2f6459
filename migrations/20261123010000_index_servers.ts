import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('servers', (table) => {
    table.index(['created_at', 'id'], 'servers_by_created');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('servers', (table) => {
    table.dropIndex(['created_at', 'id'], 'servers_by_created');
  });
}
