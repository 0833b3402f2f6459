import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('acting_grants', (table) => {
    table.string('id', 32).primary();
    table.string('session_id', 64).notNullable().index();
    table.integer('login_id').unsigned().notNullable().references('id').inTable('logins');
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table.string('parent_grant_id', 32).references('id').inTable('acting_grants');
    table
      .string('return_to', 500)
      .notNullable()
      .comment('where the return link leads, below the panel it was entered from');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('seen_at').notNullable();
    table.bigInteger('ended_at');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('acting_grants');
}
