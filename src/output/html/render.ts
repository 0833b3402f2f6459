import { join } from 'node:path';
import { compileFile, type compileTemplate } from 'pug';
import type { Answer } from '../../panel/answer.ts';
import { confirmView } from './confirm.ts';
import { formView } from './form.ts';
import { writer, type Surroundings } from './frame.ts';
import { listView } from './list.ts';
import { overviewView } from './overview.ts';
import { accessView } from './pages.ts';
import { pluginView } from './plugin-page.ts';
import { searchView } from './search.ts';

type Shown = Exclude<Answer, { kind: 'done' }>;

const folder = join(import.meta.dirname, '../../../views');
const templates = new Map<string, compileTemplate>();

/** Templates are compiled once; `folder` may be a plugin's own. */
export function template(file: string): compileTemplate {
  const known = templates.get(file) ?? compileFile(file);
  templates.set(file, known);
  return known;
}

/** An answer as a page. `back` is where Cancel leads. */
export function render(answer: Shown, from: Surroundings, back: string): string {
  const write = writer(from);
  switch (answer.kind) {
    case 'list':
      return template(join(folder, 'list.pug'))(listView(write, answer));
    case 'form':
      return template(join(folder, 'form.pug'))(formView(write, answer));
    case 'confirm':
      return template(join(folder, 'confirm.pug'))(confirmView(write, answer, back));
    case 'page':
      if (answer.view === 'access') return template(join(folder, 'access.pug'))(accessView(write, answer));
      if (answer.view === 'overview') return template(join(folder, 'overview.pug'))(overviewView(write, answer));
      if (answer.view === 'search') return template(join(folder, 'search.pug'))(searchView(write, answer));
      return template(answer.view)(pluginView(write, answer));
  }
}
