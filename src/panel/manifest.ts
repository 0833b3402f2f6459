import type { Level } from '../kernel/ctx.ts';
import { levels as allLevels } from '../kernel/ctx.ts';
import { isLang, type Lang } from '../lang/languages.ts';
import { readLevels, readPluginFile, type ItemXml, type MenuXml, type PluginXml } from './plugin-file.ts';

export interface MenuItem {
  readonly func: string;
  /** Name of a Tabler icon. */
  readonly icon: string;
  readonly levels: readonly Level[];
}

export interface MenuNode {
  /** Its label is the caption `menu_NAME` of `desktop`; items of the section '' stand above the first heading. */
  readonly name: string;
  readonly icon: string;
  readonly items: readonly MenuItem[];
}

/** Captions of one language: `reseller` → `title` → text. */
export type Texts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What all plugins together declare; the panel's own file comes first. */
export interface Manifest {
  /** Of the first file. */
  readonly name: string;
  readonly version: string;
  readonly plugins: readonly { readonly name: string; readonly version: string; readonly file: string }[];
  readonly menu: readonly MenuNode[];
  readonly funcs: ReadonlyMap<string, { readonly levels: readonly Level[]; readonly file: string }>;
  readonly captions: Readonly<Record<Lang, Texts>>;
}

interface Item {
  func: string;
  icon: string;
  levels: Level[];
  file: string;
}

interface Draft {
  plugins: { name: string; version: string; file: string }[];
  menu: Map<string, { icon: string; items: Map<string, Item> }>;
  funcs: Map<string, { levels: Level[]; file: string }>;
  captions: Record<Lang, Map<string, Map<string, string>>>;
  /** The file each caption came from. */
  captionFiles: Map<string, string>;
}

/**
 * Reads the plugins' files into one manifest. A later file may add funcs, menu entries and captions, but not replace
 * one; files that contradict each other, or themselves, stop the start with an error that names them.
 */
export function readManifest(files: readonly string[]): Manifest {
  const draft: Draft = {
    plugins: [],
    menu: new Map(),
    funcs: new Map(),
    captions: { en: new Map(), ru: new Map() },
    captionFiles: new Map(),
  };
  for (const file of files) add(draft, file, readPluginFile(file));
  const [first] = draft.plugins;
  if (first === undefined) throw new Error('there is no plugin.xml to read');
  return { ...first, ...draft, menu: finishedMenu(draft) };
}

/** In ISPmanager all plugins share one set of names, so ours carry a prefix in the file. */
const bare = (name: string): string => name.replace(/^sublet\./, '');

function add(draft: Draft, file: string, xml: PluginXml): void {
  try {
    addPlugins(draft, file, xml);
    addFuncs(draft, file, xml);
    addMenus(draft, file, xml);
    addLanguages(draft, file, xml);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function addPlugins(draft: Draft, file: string, { plugin }: PluginXml): void {
  for (const { $name: name, $version: version } of plugin) {
    const twin = draft.plugins.find((known) => known.name === name);
    if (twin) throw new Error(`plugin ${name} is declared in ${twin.file} already`);
    draft.plugins.push({ name, version, file });
  }
}

function addFuncs(draft: Draft, file: string, { handler }: PluginXml): void {
  for (const { $name, $level } of handler.flatMap(({ func }) => func)) {
    const name = bare($name);
    const twin = draft.funcs.get(name);
    if (twin) throw new Error(`func ${name} is declared in ${twin.file} already`);
    draft.funcs.set(name, { levels: readLevels($level), file });
  }
}

function addMenus(draft: Draft, file: string, { mainmenu }: PluginXml): void {
  for (const { $level, node } of mainmenu)
    for (const section of node) addSection(draft, file, readLevels($level), section);
}

/** A node without nodes of its own is an entry above the first heading. */
function addSection(draft: Draft, file: string, levels: Level[], xml: MenuXml): void {
  const isItem = xml.node.length === 0;
  const name = isItem ? '' : xml.$name;
  const section = draft.menu.get(name) ?? { icon: isItem ? '' : xml.$image, items: new Map<string, Item>() };
  draft.menu.set(name, section);
  for (const item of isItem ? [xml] : xml.node) addItem(section.items, file, levels, item);
}

/** The same entry in the menus of several levels is one entry with those levels. */
function addItem(items: Map<string, Item>, file: string, levels: Level[], xml: ItemXml): void {
  const func = bare(xml.$action ?? xml.$name);
  const known = items.get(func);
  if (known && known.file !== file) throw new Error(`the menu entry ${func} is declared in ${known.file} already`);
  if (known) known.levels.push(...levels.filter((level) => !known.levels.includes(level)));
  else items.set(func, { func, icon: xml.$image, levels: [...levels], file });
}

function addLanguages(draft: Draft, file: string, { lang: xml }: PluginXml): void {
  for (const { $name: lang, messages } of xml)
    for (const { $name: owner, msg } of messages)
      for (const { $name: key, '#text': text } of msg) addCaption(draft, file, { lang, owner: bare(owner), key, text });
}

function addCaption(
  draft: Draft,
  file: string,
  caption: { lang: string; owner: string; key: string; text: string },
): void {
  const { lang, owner, key, text } = caption;
  // A plugin may bring more languages than the panel speaks.
  if (!isLang(lang)) return;
  const id = `${lang} ${owner} ${key}`;
  const twin = draft.captionFiles.get(id);
  if (twin !== undefined) throw new Error(`the caption ${owner}/${key} (${lang}) is given in ${twin} already`);
  draft.captionFiles.set(id, file);
  const texts = draft.captions[lang].get(owner) ?? new Map<string, string>();
  draft.captions[lang].set(owner, texts.set(key, text.replaceAll(/\s+/g, ' ')));
}

function finishedMenu(draft: Draft): MenuNode[] {
  return [...draft.menu].map(([name, { icon, items }]) => ({
    name,
    icon,
    items: [...items.values()].map((item) => finishedItem(draft, item)),
  }));
}

function finishedItem(draft: Draft, { func, icon, levels, file }: Item): MenuItem {
  const declared = draft.funcs.get(func);
  if (!declared) throw new Error(`${file}: the menu entry ${func} is no func of any plugin`);
  const wider = levels.filter((level) => !declared.levels.includes(level));
  if (wider.length > 0) throw new Error(`${file}: the menu shows ${func} to ${wider.join(', ')}, who may not call it`);
  return { func, icon, levels: allLevels.filter((level) => levels.includes(level)) };
}
