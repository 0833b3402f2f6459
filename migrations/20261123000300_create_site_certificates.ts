import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('site_certificates', (table) => {
    table.integer('site_id').unsigned().primary().references('id').inTable('sites');
    table.text('pem').notNullable().comment('chain, then key: never shown');
    table.string('issuer', 200).notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('site_certificates');
}
