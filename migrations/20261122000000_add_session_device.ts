import type { Knex } from 'knex';
import { deviceOf } from '../src/modules/session/device.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('sessions', (table) => {
    table.string('device', 60).notNullable().defaultTo('');
  });
  const agents: string[] = await knex('sessions').distinct().pluck('user_agent');
  for (const agent of agents)
    await knex('sessions')
      .where('user_agent', agent)
      .update({ device: deviceOf(agent) });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table sessions drop column device');
}
