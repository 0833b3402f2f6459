import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('host_failures', (table) => {
    table.index(['since', 'id'], 'host_failures_by_since');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('host_failures', (table) => {
    table.dropIndex(['since', 'id'], 'host_failures_by_since');
  });
}
