import { join } from 'node:path';
import { compileFile, type compileTemplate } from 'pug';
import { placesOf } from '../../src/output/html/list.ts';
import { listPlaces } from '../../src/output/html/list-shell.ts';
import { Shell } from '../../src/output/html/shell.ts';
import type { ListPlaces, ListState, ListView } from '../../src/output/html.view.ts';

/** The page of a list with all that is put into it. */
export type WholeList = Omit<ListView, keyof ListPlaces> & ListState;

const compiled = new Map<string, compileTemplate>();

/** Renders views/NAME.pug as the panel does in production: compiled once. */
export function render(view: { view: string }): string {
  return isList(view) ? renderList(view) : template(view.view)(view);
}

function template(name: string): compileTemplate {
  const known = compiled.get(name) ?? compileFile(join('views', `${name}.pug`));
  compiled.set(name, known);
  return known;
}

const isList = (view: { view: string }): view is WholeList => view.view === 'list';

function renderList(view: WholeList): string {
  const { t, asset, title, help, rowMenu } = view;
  const shell = new Shell<keyof ListPlaces>(template('list')({ ...view, ...listPlaces }));
  const shared = { t, sprite: asset('icons.svg'), title, helps: help !== null, acts: rowMenu.length > 0 };
  return shell.fill(placesOf(view, shared)).toString();
}
