import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('logins', (table) => {
    table.integer('bell').notNullable().defaultTo(0).comment('notifications not seen yet');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table logins drop column bell');
}
