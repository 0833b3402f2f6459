import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('sessions', (table) => {
    table.string('id', 64).primary().comment('SHA-256 of the id in the cookie');
    table.integer('login_id').unsigned().references('id').inTable('logins');
    table.text('data').notNullable();
    table.string('address', 45).notNullable().defaultTo('');
    table.string('user_agent', 300).notNullable().defaultTo('');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('seen_at').notNullable();
    table.bigInteger('expires_at').notNullable().index();
    table.index(['login_id', 'seen_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('sessions');
}
