import { levels, type Level } from '../kernel/ctx.ts';
import type { AnyModule, FileDef, PageDef, Registry, Verb } from './define.ts';

export type { Registry } from './define.ts';

/** One callable thing: a module's list or page, its form (`.edit`), a verb, or a further page. */
export type Func = { readonly name: string; readonly module: AnyModule; readonly levels: readonly Level[] } & (
  | { readonly kind: 'list'; readonly list: NonNullable<AnyModule['list']> }
  | { readonly kind: 'form'; readonly form: NonNullable<AnyModule['form']> }
  | { readonly kind: 'verb'; readonly verbName: string; readonly verb: Verb }
  | { readonly kind: 'page'; readonly page: PageDef }
  | { readonly kind: 'file'; readonly file: FileDef }
  | { readonly kind: 'progress' }
);

/** Fails when the program starts, not at the first request, when a definition is wrong. */
export function createRegistry(modules: readonly AnyModule[]): Registry {
  const registry = new Map<string, AnyModule>();
  for (const module of modules) {
    if (registry.has(module.name)) throw new Error(`module ${module.name} is defined twice`);
    const faults = faultsOf(module);
    if (faults.length > 0) throw new Error(`module ${module.name}: ${faults.join('; ')}`);
    registry.set(module.name, module);
  }
  return registry;
}

const funcs = new WeakMap<AnyModule, readonly Func[]>();

/** Every func of a module, in the order of its definition. Listed once: a page asks for them a hundred times. */
export function funcsOf(module: AnyModule): readonly Func[] {
  const known = funcs.get(module) ?? listFuncs(module);
  funcs.set(module, known);
  return known;
}

function listFuncs(module: AnyModule): Func[] {
  const { name, levels, list, page, form, verbs = {}, pages = {}, files = {} } = module;
  const own = { name, module, levels };
  const below = (part: string, narrower?: readonly Level[]): typeof own => ({
    name: `${name}.${part}`,
    module,
    levels: narrower ?? levels,
  });
  return [
    ...(list ? [{ ...own, kind: 'list' as const, list }] : []),
    ...(page ? [{ ...own, kind: 'page' as const, page }] : []),
    ...(form ? [{ ...own, name: formFunc(module), kind: 'form' as const, form }] : []),
    ...Object.entries(verbs).map(([part, verb]): Func => ({
      ...below(part, verb.levels),
      kind: 'verb',
      verbName: part,
      verb,
    })),
    ...Object.entries(pages).map(([part, one]): Func => ({ ...below(part, one.levels), kind: 'page', page: one })),
    ...Object.entries(files).map(([part, file]): Func => ({ ...below(part), kind: 'file', file })),
    ...(module.progress ? [{ ...below('progress'), kind: 'progress' as const }] : []),
  ];
}

/** A module that is only a form (one's own settings) is called by its bare name. */
const formFunc = (module: AnyModule): string => (module.list ? `${module.name}.edit` : module.name);

const indexes = new WeakMap<Registry, ReadonlyMap<string, Func>>();

export function findFunc(registry: Registry, name: string): Func | undefined {
  const index =
    indexes.get(registry) ?? new Map([...registry.values()].flatMap(funcsOf).map((func) => [func.name, func]));
  indexes.set(registry, index);
  return index.get(name);
}

function faultsOf(module: AnyModule): string[] {
  const faults: string[] = [];
  const names = funcsOf(module).map((func) => func.name);
  if (!/^[a-z][a-z0-9]*$/.test(module.name)) faults.push('its name must be lower-case letters and digits');
  if (module.levels.length === 0) faults.push('it is open to nobody');
  if (names.length === 0) faults.push('it has neither list, form, verb nor page');
  for (const name of names)
    if (names.indexOf(name) !== names.lastIndexOf(name)) faults.push(`${name} is defined twice`);
  for (const func of funcsOf(module)) {
    const wider = func.levels.filter((level) => !module.levels.includes(level) || !levels.includes(level));
    if (wider.length > 0) faults.push(`${func.name} is open wider than its module: ${wider.join(', ')}`);
  }
  return [...faults, ...listFaults(module), ...formFaults(module), ...verbFaults(module), ...captionFaults(module)];
}

/** Captions of the module itself: a column or field of that name would be called by them. */
const ownCaptions = ['title', 'title_one', 'help', 'new', 'empty_title', 'empty_text'];

function captionFaults({ list, form }: AnyModule): string[] {
  const names = [...Object.keys(list?.columns ?? {}), ...Object.keys(form?.fields ?? {})];
  return names
    .filter((name) => ownCaptions.includes(name))
    .map((name) => `${name} is a caption of the module, not a name for a column or field`);
}

function listFaults({ list }: AnyModule): string[] {
  if (!list) return [];
  const faults: string[] = [];
  const columns = Object.keys(list.columns);
  const sort = list.defaultSort.replace(/^-/, '');
  if (!Object.hasOwn(list.columns, sort)) faults.push(`it sorts by ${sort}, which is no column`);
  else if (list.columns[sort]?.sortable !== true) faults.push(`it sorts by ${sort}, which is not sortable`);
  for (const name of columns)
    if (!/^[A-Za-z]\w*$/.test(name)) faults.push(`column ${name} must be called by letters and digits`);
  for (const name of [...columns, list.key])
    if (!Object.hasOwn(list.row.shape, name)) faults.push(`${name} is no key of its row`);
  return faults;
}

function formFaults({ form }: AnyModule): string[] {
  if (!form) return [];
  const given = Object.keys(form.fields);
  const wanted = Object.keys(form.schema.shape);
  return [
    ...wanted.filter((name) => !given.includes(name)).map((name) => `the form lacks field ${name}`),
    ...given.filter((name) => !wanted.includes(name)).map((name) => `field ${name} is not in the schema`),
  ];
}

function verbFaults({ list, verbs = {}, pages = {} }: AnyModule): string[] {
  return Object.entries(verbs).flatMap(([name, verb]) => {
    const faults: string[] = [];
    if (verb.on !== 'none' && !list) faults.push(`verb ${name} acts on rows, but there is no list`);
    if (verb.undo !== undefined && !Object.hasOwn(verbs, verb.undo))
      faults.push(`verb ${name} is undone by ${verb.undo}, which is no verb`);
    if (verb.page !== undefined && !Object.hasOwn(pages, verb.page))
      faults.push(`verb ${name} is filled in on ${verb.page}, which is no page`);
    return faults;
  });
}
