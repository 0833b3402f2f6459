import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Pug from 'pug';

const require = createRequire(import.meta.url);
const views = join(import.meta.dirname, '../../../views');
const templates = new Map<string, Pug.compileTemplate>();

/** One of the panel's own templates. */
export const ownTemplate = (name: string): Pug.compileTemplate => template(join(views, `${name}.pug`));

/** A template by its file, which may be a plugin's own; read once. */
export function template(file: string): Pug.compileTemplate {
  const known = templates.get(file) ?? load(file);
  templates.set(file, known);
  return known;
}

/** The build has compiled our own. Pug itself, which takes 20 MB, is for plugins and for sources run as they are. */
function load(file: string): Pug.compileTemplate {
  const compiled = file.replace(/\.pug$/, '.cjs');
  if (existsSync(compiled)) return require(compiled) as Pug.compileTemplate;
  return (require('pug') as typeof Pug).compileFile(file);
}
