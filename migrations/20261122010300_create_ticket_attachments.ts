import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('ticket_attachments', (table) => {
    table.increments('id');
    table.integer('ticket_id').unsigned().notNullable().references('id').inTable('tickets');
    table.integer('message_id').unsigned().notNullable().references('id').inTable('ticket_messages');
    table.integer('account_id').unsigned().notNullable().comment('whose quota it counts against');
    table.string('name', 200).notNullable().comment('as the sender called it');
    table.string('type', 100).notNullable().comment('found in its content');
    table.integer('size').unsigned().notNullable().comment('bytes');
    table.string('file', 64).notNullable().comment('random name below the data folder');
    table.boolean('preview').notNullable().defaultTo(false).comment('there is a picture of it');
    table.bigInteger('at').notNullable();
    table.bigInteger('removed_at').comment('the row stays, the file and its room do not');
    table.index(['ticket_id', 'message_id']);
    table.index(['account_id', 'removed_at', 'size']);
    table.unique(['file']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('ticket_attachments');
}
