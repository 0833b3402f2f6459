import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('saved_answers', (table) => {
    table.increments('id');
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table.string('name', 100).notNullable();
    // Twenty thousand letters may be more bytes than a text of MariaDB holds.
    table.text('text', 'mediumtext').notNullable();
    table.text('search', 'mediumtext').notNullable().comment('name and text, folded');
    table.bigInteger('changed_at').notNullable();
    table.unique(['account_id', 'name']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('saved_answers');
}
