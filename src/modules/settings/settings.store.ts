import { randomBytes } from 'node:crypto';
import { insertMissing } from '../../db/dialect.ts';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';

type On = Pick<Ctx, 'db'>;

declare module 'knex/types/tables.js' {
  interface Tables {
    settings: { name: string; value: string };
  }
}

export async function readSetting({ db }: On, name: string): Promise<string | undefined> {
  return (await db('settings').where({ name }).first('value'))?.value;
}

export async function writeSetting({ db }: On, name: string, value: string): Promise<void> {
  await retrying(() => db('settings').insert({ name, value }).onConflict('name').merge(['value']));
}

/** Removes a setting that still has this value, and says whether it had: of several that try, one succeeds. */
export async function takeSetting({ db }: On, name: string, value: string): Promise<boolean> {
  return (await db('settings').where({ name, value }).del()) === 1;
}

/** A secret that all processes share, made by the first that asks. */
export async function secretOf({ db }: On, name: string): Promise<string> {
  await retrying(() =>
    insertMissing(db, 'settings', [{ name, value: randomBytes(32).toString('base64url') }], ['name']),
  );
  const secret = await readSetting({ db }, name);
  if (secret === undefined) throw new Error(`the secret ${name} could not be kept`);
  return secret;
}
