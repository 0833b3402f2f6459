import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('sites', (table) => {
    table.increments('id');
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table
      .integer('parent_id')
      .unsigned()
      .notNullable()
      .comment("the owner's parent, so that a reseller's list is one walk");
    table.string('name', 253).notNullable().comment('as people write it, with umlauts');
    table.string('ascii', 253).notNullable().comment('as the network writes it');
    table.string('living_ascii', 253).unique();
    table.integer('features').notNullable().defaultTo(0);
    table.string('search', 600).notNullable().defaultTo('');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('deleted_at');
    for (const column of ['name', 'created_at']) {
      table.index(['account_id', column, 'id'], `sites_of_account_by_${column}`);
      table.index(['parent_id', column, 'id'], `sites_of_parent_by_${column}`);
      table.index([column, 'id'], `sites_by_${column}`);
    }
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('sites');
}
