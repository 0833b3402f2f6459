import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('audit', (table) => {
    table.bigIncrements('id');
    table.bigInteger('at').notNullable();
    table.integer('login_id').unsigned();
    table.string('login', 64).notNullable().comment('who really did it');
    table.integer('account_id').unsigned().notNullable();
    table.string('account', 64).notNullable().comment('under whose rights');
    table.string('func', 64).notNullable();
    table.string('object_kind', 24).notNullable();
    table.integer('object_id').unsigned();
    table.string('object', 253).notNullable();
    table.integer('subject_id').unsigned().comment('the account it was done to');
    table
      .integer('scope_id')
      .unsigned()
      .comment("the reseller in whose part of the tree it was done; null: the administrator's own");
    table.text('before');
    table.text('after');
    table.string('address', 45).notNullable();
    table.string('op_id', 80).notNullable();
    table.index(['scope_id', 'id']);
    table.index(['subject_id', 'id']);
    table.index(['at', 'id']);
    table.index(['func', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('audit');
}
