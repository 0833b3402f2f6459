import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('tickets', (table) => {
    table.increments('id');
    table.integer('client_id').unsigned().notNullable().references('id').inTable('accounts');
    table
      .integer('provider_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('accounts')
      .comment("the client's parent when the ticket was opened");
    table.string('opened_by', 8).notNullable().comment('client or provider');
    table.string('subject', 200).notNullable();
    table.integer('priority').notNullable().comment('1 high, 2 medium, 3 low');
    table.integer('category_id').unsigned();
    table.string('last_side', 8).notNullable().comment('who has spoken last: the other one is waited for');
    table.bigInteger('asked_at').notNullable().comment('since when');
    table.integer('messages').notNullable().defaultTo(0);
    table.bigInteger('opened_at').notNullable();
    table.bigInteger('first_answer_at').comment('by whoever has not opened it');
    table.bigInteger('closed_at');
    table.index(['client_id', 'provider_id']);
    table.index(['category_id', 'closed_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('tickets');
}
