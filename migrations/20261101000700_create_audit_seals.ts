import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('audit_seals', (table) => {
    table.bigInteger('seq').primary().comment('from 1, without gaps');
    table.bigInteger('audit_id').notNullable().unique();
    table.string('hash', 64).notNullable().comment('SHA-256 of the hash before and the record');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('audit_seals');
}
