import { columnsFor } from '../cells.ts';
import type { AnyModule, Column } from '../../panel/define.ts';
import type { Shown } from '../../panel/list-prefs.ts';
import type { ButtonView, FlashView, ListPlaces, ListView } from '../html.view.ts';
import { rowMenu, toolbar } from './buttons.ts';
import { crumbs } from './crumbs.ts';
import { frameOf } from './frame.ts';
import { place, Shell } from './shell.ts';
import { optional, toolsOf, type Program, type Standing, type Tools } from './standing.ts';
import { ownTemplate } from './template.ts';
import { chooser, shownColumns } from './wishes.ts';

const places = ['count', 'tabs', 'filter', 'csvHref', 'table'] as const satisfies (keyof ListPlaces)[];
const own = ['csrf', 'opId', 'name', 'initials'] as const;

const marks = <Name extends string>(names: readonly Name[]): Record<Name, string> =>
  Object.fromEntries(names.map((name) => [name, place(name)])) as Record<Name, string>;

/** The places of a list's template, each with its mark in it. */
export const listPlaces: ListPlaces = marks(places);

export type ListPlace = (typeof places)[number] | (typeof own)[number];

/** All that the page of a list is made from besides its rows, its state and who asks: plain data, as the standing. */
export interface ListStanding {
  readonly func: string;
  readonly standing: Standing;
  readonly prefs: Shown;
  readonly deleted: boolean;
  readonly flash: readonly FlashView[];
  /** Where what the flash undoes returns to. */
  readonly back: string | null;
}

export interface ListShell {
  readonly page: Shell<ListPlace>;
  /** Rows have a menu, and can be ticked. */
  readonly acts: boolean;
  /** A verb takes many rows. */
  readonly takesMany: boolean;
  readonly title: string;
  readonly helps: boolean;
  /** Those that are shown, unless they say nothing. */
  readonly columns: readonly [string, Column][];
}

const mostKept = 200;
const kept = new WeakMap<Program['registry'], Map<string, ListShell>>();

/** The same for equal standings, and made once for them; what has just been done is told once, and not kept. */
export function listShell(program: Program, asked: ListStanding): ListShell {
  if (asked.flash.length > 0) return made(program, asked);
  const shells = kept.get(program.registry) ?? new Map<string, ListShell>();
  kept.set(program.registry, shells);
  const key = JSON.stringify(asked);
  const known = shells.get(key);
  if (known) return known;
  if (shells.size >= mostKept) shells.clear();
  const fresh = made(program, asked);
  shells.set(key, fresh);
  return fresh;
}

function made(program: Program, asked: ListStanding): ListShell {
  const tools = toolsOf(program, asked.standing);
  const module = program.registry.get(asked.func);
  if (!module) throw new Error(`there is no module ${asked.func}`);
  const buttons = toolbar(tools, module);
  const view = viewOf(tools, module, asked, buttons);
  return {
    page: new Shell(ownTemplate('list')(view)),
    acts: view.rowMenu.length > 0,
    takesMany: buttons.some((group) => group.some(({ rows }) => rows === '+')),
    title: view.title,
    helps: view.help !== null,
    columns: shownColumns(module, tools.level, asked.prefs),
  };
}

function viewOf(tools: Tools, module: AnyModule, asked: ListStanding, buttons: ButtonView[][]): ListView {
  const { name, list } = module;
  if (!list) throw new Error(`${name} has no list`);
  return {
    ...frameOf(tools, name, { ...marks(own), flash: [...asked.flash] }),
    ...listPlaces,
    view: 'list',
    func: name,
    title: tools.caption(name, 'title'),
    crumbs: crumbs(tools, name),
    toolbar: buttons,
    rowMenu: rowMenu(buttons),
    help: optional(tools, name, 'help'),
    filterHint: optional(tools, name, 'filter_hint', { tz: tools.tz }),
    showDeleted: list.showDeleted === true ? asked.deleted : null,
    chooser: chooser(tools, { name, list }, columnsFor(module, tools.level), asked.prefs),
    ...(asked.back !== null && { back: asked.back }),
  };
}
