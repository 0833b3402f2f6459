import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('sites', (table) => {
    table
      .bigInteger('host_revision')
      .notNullable()
      .defaultTo(0)
      .comment('of the server, when this row last changed there');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table sites drop column host_revision');
}
