import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('servers', (table) => {
    table.string('report_run', 40).notNullable().defaultTo('').comment('the life of the agent that reported last');
    table.bigInteger('report_number').notNullable().defaultTo(0).comment('the last of its reports that was taken');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const column of ['report_run', 'report_number']) await knex.raw('alter table servers drop column ??', [column]);
}
