import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('servers', (table) => {
    table.increments('id');
    table.string('name', 64).notNullable();
    table.string('living_name', 64).unique().comment('the name while not deleted');
    table.string('address', 253).notNullable().defaultTo('').comment('where the domains of its sites should point to');
    table.string('search', 400).notNullable().defaultTo('');
    table.boolean('is_default').notNullable().defaultTo(false).comment('new users are placed here unless told');
    table.boolean('is_local').notNullable().defaultTo(false).comment('the machine of the panel itself');
    table.string('agent_hash', 64).comment('SHA-256 of the key the agent shows; null: no token has been made');
    table.string('panel_key', 64).comment('what answers to the agent are signed with');
    table.bigInteger('token_at');
    table
      .bigInteger('revision')
      .notNullable()
      .defaultTo(0)
      .comment('of what should be there; at least a time, epoch ms');
    table.bigInteger('applied').notNullable().defaultTo(0).comment('the revision the agent has brought about');
    table.bigInteger('seen_at').comment('when the agent was last heard');
    table.string('version', 40).notNullable().defaultTo('');
    table.string('problem', 500).notNullable().defaultTo('').comment('what keeps the agent from its work as a whole');
    table.text('facts').notNullable().comment('JSON, as the agent tells');
    table.integer('next_uid').notNullable();
    table.integer('accounts_count').notNullable().defaultTo(0);
    table.integer('failures_count').notNullable().defaultTo(0);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('deleted_at');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('servers');
}
