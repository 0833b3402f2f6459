import { levels } from '../kernel/ctx.ts';
import { isLang, languages, type Lang } from '../lang/languages.ts';
import type { AnyModule, Field, Verb } from './define.ts';
import type { Manifest } from './manifest.ts';
import { funcsOf, type Registry } from './registry.ts';

/** Whether the manifest says of the modules what they are; each problem is a sentence, none is good. */
export function checkManifest(manifest: Manifest, registry: Registry): string[] {
  const modules = [...registry.values()];
  return [
    ...funcProblems(manifest, modules),
    ...levelProblems(manifest, modules),
    ...captionProblems(manifest, modules),
  ];
}

function funcProblems({ funcs }: Manifest, modules: readonly AnyModule[]): string[] {
  const coded = new Set(modules.flatMap(funcsOf).map((func) => func.name));
  return [
    ...[...coded].filter((name) => !funcs.has(name)).map((name) => `${name} is a func that no plugin.xml declares`),
    ...[...funcs]
      .filter(([name]) => !coded.has(name))
      .map(([name, { file }]) => `${name} is declared in ${file}, but there is no such func`),
  ];
}

function levelProblems({ funcs }: Manifest, modules: readonly AnyModule[]): string[] {
  return modules.flatMap(funcsOf).flatMap(({ name, levels: coded }) => {
    const declared = funcs.get(name)?.levels;
    if (declared === undefined || levels.every((level) => declared.includes(level) === coded.includes(level)))
      return [];
    return [`${name} is open to ${coded.join(', ')}, but declared for ${declared.join(', ')}`];
  });
}

function captionProblems(manifest: Manifest, modules: readonly AnyModule[]): string[] {
  const wanted = [
    ...menuNames(manifest).map((name): Wanted => ['desktop', `menu_${name}`]),
    ...modules.flatMap((module) => captionsOf(module).map((key): Wanted => [module.name, key])),
  ];
  const langs = Object.keys(languages).filter(isLang);
  return langs.flatMap((lang) =>
    wanted
      .filter(([name, key]) => !isSaid(manifest, lang, name, key))
      .map(([name, key]) => `${name} has no caption ${key} in ${lang}`),
  );
}

const menuNames = ({ menu }: Manifest): string[] =>
  menu.flatMap(({ name, items }) => [name, ...items.map(({ func }) => func)]).filter((name) => name !== '');

type Wanted = readonly [name: string, key: string];

/** A caption is one text, or one for each plural form of the language. */
function isSaid(manifest: Manifest, lang: Lang, name: string, key: string): boolean {
  const texts = manifest.captions[lang].get(name);
  const has = (full: string): boolean => (texts?.get(full) ?? '') !== '';
  return (
    has(key) || new Intl.PluralRules(lang).resolvedOptions().pluralCategories.every((form) => has(`${key}_${form}`))
  );
}

/** Every caption that pages show of a module, as far as its declaration tells. */
function captionsOf(module: AnyModule): string[] {
  return [
    ...new Set([
      'title',
      'title_one',
      'help',
      ...listCaptions(module),
      ...formCaptions(module),
      ...verbCaptions(module),
    ]),
  ];
}

function listCaptions({ list }: AnyModule): string[] {
  if (!list) return [];
  const views = list.views === undefined ? [] : ['all', ...list.views];
  const choices = Object.entries(list.columns).flatMap(([name, column]) =>
    Object.keys(column?.tones ?? {}).map((value) => `${name}_${value}`),
  );
  return [
    ...Object.keys(list.columns),
    ...choices,
    ...views.map((view) => `view_${view}`),
    'empty_title',
    'empty_text',
  ];
}

function formCaptions({ list, form }: AnyModule): string[] {
  if (!form) return [];
  return [
    ...fieldCaptions(form.fields),
    'done_edit',
    ...(list ? ['verb_edit'] : []),
    ...(form.create ? ['new', 'done_new'] : []),
  ];
}

function fieldCaptions(fields: Readonly<Record<string, Field>>): string[] {
  return Object.entries(fields).flatMap(([name, { group }]) =>
    group === undefined ? [name] : [name, `group_${group}`],
  );
}

function verbCaptions({ verbs = {}, pages = {}, files = {} }: AnyModule): string[] {
  return [
    ...Object.entries(verbs).flatMap(([name, verb]) => oneVerb(name, verb)),
    ...[...Object.keys(pages), ...Object.keys(files)].map((name) => `verb_${name}`),
  ];
}

/** What is confirmed has a question; one that goes elsewhere at once needs none. */
function oneVerb(name: string, verb: Verb): string[] {
  const asks = verb.confirm === undefined ? verb.input !== undefined : verb.confirm !== false;
  const offers = verb.offers ? [`offer_${name}`] : [];
  return [
    `verb_${name}`,
    `done_${name}`,
    ...offers,
    ...(asks ? [`ask_${name}`] : []),
    ...fieldCaptions(verb.input?.fields ?? {}),
  ];
}
