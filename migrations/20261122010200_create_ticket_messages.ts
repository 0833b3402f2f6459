import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('ticket_messages', (table) => {
    table.increments('id');
    table.integer('ticket_id').unsigned().notNullable().references('id').inTable('tickets');
    table.string('side', 8).notNullable().comment('whose it is: client or provider');
    table.boolean('internal').notNullable().defaultTo(false).comment('a note that the other side never sees');
    table.string('kind', 8).notNullable().comment('text, or what happened: closed, reopened, moved');
    table.string('account', 64).notNullable();
    table.integer('login_id').unsigned();
    table.string('login', 64).notNullable().comment('who has really written it');
    table.boolean('acting').notNullable().defaultTo(false).comment("written in another's panel");
    table.string('via', 8).notNullable().comment('panel or mail');
    table.text('text', 'mediumtext').notNullable();
    table.bigInteger('at').notNullable();
    table.index(['ticket_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('ticket_messages');
}
