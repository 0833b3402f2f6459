import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('accounts', (table) => {
    table
      .integer('tickets_waiting')
      .notNullable()
      .defaultTo(0)
      .comment('tickets that wait for an answer of this account');
    table.bigInteger('attachments_used').notNullable().defaultTo(0).comment('bytes of its attachments');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const column of ['tickets_waiting', 'attachments_used'])
    await knex.raw('alter table accounts drop column ??', [column]);
}
