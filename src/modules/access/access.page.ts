import { audit } from '../../kernel/audit.ts';
import type { Ctx, Rules } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { verdict } from '../../panel/access.ts';
import type { Outcome, PageDef } from '../../panel/define.ts';
import { funcsOf, type Func, type Registry } from '../../panel/registry.ts';
import {
  accountById,
  auditObject,
  findAccount,
  leaf,
  lockPath,
  saveRules,
  type AccountRecord,
} from '../accounts/index.ts';
import { parseRules } from './rules.ts';

export type Choice = 'inherit' | 'allow' | 'deny';

/** One func of the account: what is chosen for it, and who above denies it. */
export interface AccessRule {
  readonly func: string;
  readonly choice: Choice;
  readonly deniedBy: string | null;
}

/** The account's rules, module by module, each with its verbs. */
export interface AccessData {
  readonly elid: string;
  readonly name: string;
  readonly modules: readonly { readonly rule: AccessRule; readonly verbs: readonly AccessRule[] }[];
}

/** "Access" of a reseller or user: inherit, allow or deny each module and each of its verbs. */
export const accessPage = (level: 'reseller' | 'user'): PageDef & { on: 'one'; icon: string } => ({
  view: 'access',
  on: 'one',
  icon: 'key',
  load: (ctx, params, registry) => loadAccess(ctx, level, params, registry),
  save: (ctx, params, registry) => saveAccess(ctx, level, params, registry),
});

type Params = ReadonlyMap<string, string>;
type Level = 'reseller' | 'user';

async function loadAccess(
  ctx: Ctx,
  level: Level,
  params: Params,
  registry: Registry,
): Promise<AccessData & Record<string, unknown>> {
  const account = await target(ctx, level, params);
  const own = parseRules(account.rules);
  const above = await ancestors(ctx, account);
  const rule = (func: Func): AccessRule => ({
    func: func.name,
    choice: storedFor(own, func.name),
    deniedBy: above.find(({ rules }) => verdict(rules, func) === 'deny')?.name ?? null,
  });
  const modules = modulesFor(registry, level).map(([main, ...verbs]) => ({ rule: rule(main), verbs: verbs.map(rule) }));
  return { elid: String(account.id), name: account.name, modules };
}

async function target(ctx: Ctx, level: Level, params: Params): Promise<AccountRecord> {
  const elid = params.get('elid');
  if (elid === undefined || elid === '') throw notFound('elid');
  return findAccount(ctx, level, elid);
}

/** Every module that the level has, its bare func first. How a change goes on is told to whoever may make it. */
function modulesFor(registry: Registry, level: Level): [Func, ...Func[]][] {
  return [...registry.values()].flatMap((module): [Func, ...Func[]][] => {
    const [main, ...verbs] = funcsOf(module).filter(
      ({ levels, kind }) => levels.includes(level) && kind !== 'progress',
    );
    return main ? [[main, ...verbs]] : [];
  });
}

async function ancestors(ctx: Ctx, account: AccountRecord): Promise<{ name: string; rules: Rules }[]> {
  if (account.parent_id === null) return [];
  const parent = await accountById(ctx, account.parent_id);
  return [{ name: parent.name, rules: parseRules(parent.rules) }, ...(await ancestors(ctx, parent))];
}

/** What is stored for a func; funcs named after something of every object have nothing. */
const storedFor = (rules: Rules, func: string): Choice =>
  Object.hasOwn(rules, func) ? (rules[func] ?? 'inherit') : 'inherit';

/**
 * Takes `rule.FUNC` for each func that is changed, and changes that in what is stored by now: whoever saves at the same
 * time loses nothing. A page that sends them all says with `shown.FUNC` what it was made with. Rules of funcs that the
 * level lacks are dropped.
 */
async function saveAccess(ctx: Ctx, level: Level, params: Params, registry: Registry): Promise<Outcome> {
  return inTransaction(ctx, async (tx) => {
    const account = leaf(await lockPath(tx, (await target(tx, level, params)).id));
    const before = parseRules(account.rules);
    const after: Record<string, 'allow' | 'deny'> = {};
    for (const { name } of modulesFor(registry, level).flat()) {
      const choice = changeOf(params, name) ?? storedFor(before, name);
      if (choice === 'allow' || choice === 'deny') after[name] = choice;
    }
    await saveRules(tx, account.id, after);
    await audit(tx, `${level}.access`, auditObject(account), { before, after });
    return { goto: `/${level}`, names: [account.name] };
  });
}

/** What is newly chosen for a func, or nothing. */
function changeOf(params: Params, func: string): string | undefined {
  const choice = params.get(`rule.${func}`);
  return choice === params.get(`shown.${func}`) ? undefined : choice;
}
