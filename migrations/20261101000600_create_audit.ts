import type { Knex } from 'knex';

const all = [[], ['func'], ['login'], ['object']];
const ofReseller = [['scope_id'], ['scope_id', 'func'], ['scope_id', 'login']];

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
    table.text('search').notNullable().comment('what filters look into, folded');
    // By time, then id: ids alone have no order when several processes write, or the database is a cluster.
    for (const first of [...all, ...ofReseller, ['subject_id']]) table.index([...first, 'at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('audit');
}
