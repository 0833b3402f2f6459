import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('host_drift', (table) => {
    table.index(['repaired', 'at', 'id'], 'host_drift_by_repaired');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('host_drift', (table) => {
    table.dropIndex(['repaired', 'at', 'id'], 'host_drift_by_repaired');
  });
}
