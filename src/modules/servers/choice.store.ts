import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { translator } from '../../lang/translate.ts';
import type { Option } from '../../panel/define.ts';

/** The servers besides this one, of which there has to be one. */
export async function otherServers({ db }: Ctx, id: number | null): Promise<Option[]> {
  const rows = db('servers').whereNull('deleted_at').orderBy('name');
  if (id !== null) void rows.whereNot({ id });
  const found = await rows.select('name');
  if (found.length === 0) throw new PanelError('conflict', 'server.no_other');
  return found.map(({ name }) => ({ value: name, label: name }));
}

/** Servers to choose from by name, or none where there is only one; it may also be left to the panel. */
export async function serverChoice(ctx: Ctx): Promise<Option[]> {
  const rows = await ctx.db('servers').whereNull('deleted_at').orderBy('name').select('name');
  if (rows.length < 2) return [];
  const usual = { value: '', label: translator(ctx.lang)('host.choice.usual') };
  return [usual, ...rows.map(({ name }) => ({ value: name, label: name }))];
}

/** '' when it is none, or has been deleted. */
export async function serverName({ db }: Pick<Ctx, 'db'>, id: number | null): Promise<string> {
  return id === null ? '' : ((await db('servers').where({ id }).first('living_name'))?.living_name ?? '');
}
