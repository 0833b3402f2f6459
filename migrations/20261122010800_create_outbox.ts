import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('outbox', (table) => {
    table.increments('id');
    table.string('message_id', 120).notNullable().unique().comment('as the mail carries it: none is kept twice');
    table.string('recipient', 254).notNullable();
    table.string('subject', 300).notNullable();
    table.string('search', 600).notNullable().comment('recipient and subject, folded');
    table.text('mail', 'mediumtext').notNullable().comment('the whole mail as JSON; emptied when it is done with');
    table.string('state', 8).notNullable().comment('waiting, sending, sent, failed or unknown');
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('next_at').notNullable();
    table.string('error', 500).notNullable().defaultTo('');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('done_at');
    table.index(['state', 'next_at', 'id']);
    table.index(['created_at', 'id']);
    table.index(['recipient', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('outbox');
}
