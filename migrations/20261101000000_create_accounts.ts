import type { Knex } from 'knex';

/** What an account may have, has, and has promised on; one triple a resource. Bytes and rows, null is no limit. */
const resources = ['resellers', 'users', 'disk', 'traffic', 'sites'];

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('accounts', (table) => {
    table.increments('id');
    table.string('level', 8).notNullable();
    table.integer('parent_id').unsigned().references('id').inTable('accounts');
    table.string('name', 32).notNullable();
    table.string('living_name', 32).unique().comment('the name while not deleted: unique among the living');
    table.string('display_name', 120).notNullable().defaultTo('');
    table.string('email', 254).notNullable().defaultTo('');
    table.text('comment').notNullable();
    table.string('search', 600).notNullable().defaultTo('').comment('what lists are filtered by, folded');
    table.integer('features').notNullable().defaultTo(0);
    table.boolean('oversell').notNullable().defaultTo(false);
    table.integer('holds').notNullable().defaultTo(0).comment('how many rows of holds stop this account itself');
    table.text('rules').notNullable().comment('access rules by func, JSON');
    for (const resource of resources) {
      table.bigInteger(`${resource}_max`);
      table.bigInteger(`${resource}_used`).notNullable().defaultTo(0);
      table.bigInteger(`${resource}_allocated`).notNullable().defaultTo(0);
    }
    table.bigInteger('disk_own').notNullable().defaultTo(0).comment('measured for this account alone');
    table.bigInteger('traffic_own').notNullable().defaultTo(0);
    table.integer('peak').notNullable().defaultTo(0).comment('the fullest limit in percent, at most 9999');
    table.integer('users_held').notNullable().defaultTo(0).comment('users below with a hold of their own');
    table.integer('users_near').notNullable().defaultTo(0).comment('users below near a limit');
    table.integer('resellers_held').notNullable().defaultTo(0);
    table.integer('resellers_near').notNullable().defaultTo(0);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('deleted_at');
    // One account's list and the administrator's list of everybody's, each walked in any offered order.
    for (const column of ['name', 'created_at', 'users_used', 'disk_used', 'traffic_used', 'sites_used', 'peak']) {
      table.index(['parent_id', 'level', column, 'id'], `accounts_of_parent_by_${column}`);
      if (column !== 'users_used') table.index(['level', column, 'id'], `accounts_by_${column}`);
    }
    table.index(['parent_id', 'level', 'holds', 'name', 'id'], 'accounts_of_parent_by_holds');
    table.index(['level', 'holds', 'name', 'id'], 'accounts_by_holds');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('accounts');
}
