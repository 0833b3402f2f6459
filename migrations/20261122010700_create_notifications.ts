import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('notifications', (table) => {
    table.increments('id');
    table.integer('login_id').unsigned().notNullable().references('id').inTable('logins');
    table.string('kind', 24).notNullable().comment('ticket.new, ticket.answer, ticket.assigned, ticket.closed');
    table.string('who', 64).notNullable();
    table.string('subject', 200).notNullable();
    table.string('search', 300).notNullable().comment('subject and who, folded');
    table.string('func', 64).notNullable().comment('what it leads to');
    table.string('elid', 20).notNullable();
    table.bigInteger('at').notNullable();
    table.bigInteger('seen_at');
    table.index(['login_id', 'at', 'id']);
    table.index(['at']);
    table.index(['login_id', 'func', 'elid', 'seen_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('notifications');
}
