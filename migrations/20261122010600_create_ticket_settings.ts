import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('ticket_settings', (table) => {
    table.integer('account_id').unsigned().primary().references('id').inTable('accounts');
    table.integer('answer_high').comment('minutes until an answer is overdue, by priority; null: no target');
    table.integer('answer_medium');
    table.integer('answer_low');
    table.bigInteger('file_size').comment('bytes of one attachment; null: as the level above says');
    table.integer('file_count').comment('attachments of one message');
    table.bigInteger('file_quota').comment('bytes of all attachments of one account below');
    table.string('file_types', 500).comment('extensions separated by spaces');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('ticket_settings');
}
