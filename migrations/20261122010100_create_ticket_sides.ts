import type { Knex } from 'knex';

/** What a list of tickets can be sorted by: each is a walk of an index from the account. */
const sorted = ['subject', 'with_name', 'priority', 'status', 'assignee', 'last_at'];

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('ticket_sides', (table) => {
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table.integer('ticket_id').unsigned().notNullable().references('id').inTable('tickets');
    table.string('side', 8).notNullable().comment('client or provider');
    table.string('with_name', 64).notNullable().comment('the account on the other side');
    table.string('subject', 200).notNullable();
    table.integer('priority').notNullable();
    table.integer('status').notNullable().comment('0 new, 1 waiting for us, 2 waiting for them, 3 closed');
    table.boolean('archived').notNullable().defaultTo(false);
    table.boolean('unread').notNullable().defaultTo(false);
    table.integer('assignee_id').unsigned().comment('a login of the account');
    table.string('assignee', 64).notNullable().defaultTo('');
    table.bigInteger('last_at').notNullable().comment('the last message that this side can read');
    table
      .bigInteger('due_at')
      .comment('when an answer of this side is overdue; null: none is owed, or there is no target');
    table.string('search', 600).notNullable().defaultTo('').comment('what this side filters by, folded');
    table.primary(['account_id', 'ticket_id']);
    for (const column of sorted)
      table.index(['account_id', 'archived', column, 'ticket_id'], `ticket_sides_by_${column}`);
    table.index(['account_id', 'archived', 'status', 'last_at', 'ticket_id'], 'ticket_sides_in_view');
    table.index(['account_id', 'due_at'], 'ticket_sides_by_due');
    table.index(['ticket_id'], 'ticket_sides_of_ticket');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('ticket_sides');
}
