import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('host_failures', (table) => {
    table.string('search', 400).notNullable().defaultTo('').comment('the detail as filters look for it');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table host_failures drop column ??', ['search']);
}
