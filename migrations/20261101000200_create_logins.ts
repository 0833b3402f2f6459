import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('logins', (table) => {
    table.increments('id');
    table.integer('account_id').unsigned().notNullable().references('id').inTable('accounts');
    table.string('login', 64).notNullable();
    table.string('living_login', 64).unique().comment('the login while not deleted');
    table.string('email', 254).notNullable().defaultTo('').index();
    table.string('password_hash', 200).comment('argon2id; null: cannot sign in with a password');
    table.boolean('owner').notNullable().defaultTo(false);
    table.string('lang', 5);
    table.string('tz', 64);
    table.string('theme', 8);
    table.text('prefs').notNullable().comment('columns, page sizes, shortcut keys by list, JSON');
    table.text('rules').notNullable().comment('access rules by func, JSON');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('password_changed_at');
    table.bigInteger('last_login_at');
    table.string('last_login_address', 45);
    table.bigInteger('deleted_at');
    table.index(['account_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('logins');
}
