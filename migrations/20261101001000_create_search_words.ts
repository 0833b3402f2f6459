import type { Knex } from 'knex';

/** The words of accounts and sites, for filtering lists too long to read through: a prefix is a walk of this key. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('search_words', (table) => {
    table.string('kind', 8).notNullable().comment('reseller, user, site');
    table.string('word', 64).notNullable();
    table.integer('object_id').unsigned().notNullable();
    table.integer('parent_id').unsigned().notNullable();
    // By object first: a row of a list is asked for one word, and new objects come last.
    table.primary(['kind', 'object_id', 'word']);
    table.index(['kind', 'word', 'object_id'], 'search_words_of_all');
    table.index(['kind', 'parent_id', 'word', 'object_id'], 'search_words_of_parent');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('search_words');
}
