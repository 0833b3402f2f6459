import { join } from 'node:path';
import { compileFile, type compileTemplate } from 'pug';

const compiled = new Map<string, compileTemplate>();

/** Renders views/NAME.pug as the panel does in production: compiled once. */
export function render(view: { view: string }): string {
  let template = compiled.get(view.view);
  if (template === undefined) {
    template = compileFile(join('views', `${view.view}.pug`));
    compiled.set(view.view, template);
  }
  return template(view);
}
