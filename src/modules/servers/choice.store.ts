import type { Ctx } from '../../kernel/ctx.ts';
import { translator } from '../../lang/translate.ts';
import type { Option } from '../../panel/define.ts';

/** Servers to choose from by name, or none where there is only one. `free`: it may also be left to the panel. */
export async function serverChoice(ctx: Ctx, free: boolean): Promise<Option[]> {
  const rows = await ctx.db('servers').whereNull('deleted_at').orderBy('name').select('name');
  if (rows.length < 2) return [];
  const own = free ? [{ value: '', label: translator(ctx.lang)('host.choice.usual') }] : [];
  return [...own, ...rows.map(({ name }) => ({ value: name, label: name }))];
}

export async function serverName({ db }: Pick<Ctx, 'db'>, id: number | null): Promise<string> {
  return id === null ? '' : ((await db('servers').where({ id }).first('name'))?.name ?? '');
}
