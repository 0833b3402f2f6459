import type { Answer } from '../../panel/answer.ts';
import { confirmView } from './confirm.ts';
import { formView } from './form.ts';
import { writer, type Surroundings } from './standing.ts';
import { listPage } from './list.ts';
import { overviewView } from './overview.ts';
import { accessView } from './pages.ts';
import { pluginView } from './plugin-page.ts';
import { searchView } from './search.ts';
import { serverView } from './server.ts';
import { ownTemplate, template } from './template.ts';
import { threadView } from './thread.ts';

type Shown = Exclude<Answer, { kind: 'done' | 'file' | 'progress' }>;

/** An answer as a page. `back` is where Cancel leads. */
export function render(answer: Shown, from: Surroundings, back: string): string | Buffer {
  const write = writer(from);
  switch (answer.kind) {
    case 'list':
      return listPage(write, answer);
    case 'form':
      return ownTemplate('form')(formView(write, answer));
    case 'confirm':
      return ownTemplate('confirm')(confirmView(write, answer, back));
    case 'page':
      if (answer.view === 'access') return ownTemplate('access')(accessView(write, answer));
      if (answer.view === 'overview') return ownTemplate('overview')(overviewView(write, answer));
      if (answer.view === 'search') return ownTemplate('search')(searchView(write, answer));
      if (answer.view === 'server') return ownTemplate('server')(serverView(write, answer));
      if (answer.view === 'thread') return ownTemplate('thread')(threadView(write, answer));
      return template(answer.view)(pluginView(write, answer));
  }
}
