import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('notices', (table) => {
    table.increments('id');
    table.integer('author_id').unsigned().notNullable().references('id').inTable('accounts');
    table.string('subject', 120).notNullable();
    table.text('body').notNullable();
    table.bigInteger('shown_at').notNullable().defaultTo(0).comment('0: nobody is shown it');
    table.index(['author_id', 'subject', 'id']);
    table.index(['author_id', 'shown_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('notices');
}
