import type { AnyModule } from 'sublet/plugin';
import { boardModule } from './board.module.ts';
import { noticeModule } from './notice.module.ts';

/** What the panel takes from a plugin. */
export const modules: AnyModule[] = [noticeModule, boardModule];
