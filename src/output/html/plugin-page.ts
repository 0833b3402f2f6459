import type { Answer } from '../../panel/answer.ts';
import type { PageView } from '../html.view.ts';
import { frame } from './frame.ts';
import type { Writer } from './standing.ts';

/** A plugin's own page: the frame, its captions as `caption(key)`, and whatever it loaded as `data`. */
export interface PluginView extends PageView {
  caption: (key: string) => string;
  data: Record<string, unknown>;
}

export function pluginView(write: Writer, { module, func, data }: Extract<Answer, { kind: 'page' }>): PluginView {
  const caption = (key: string): string => write.caption(module.name, key);
  return {
    ...frame(write, module.name),
    title: caption(func === module.name ? 'title' : `verb_${func.slice(module.name.length + 1)}`),
    crumbs: [],
    caption,
    data,
  };
}
