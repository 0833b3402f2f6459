import type { Ctx } from '../../kernel/ctx.ts';
import type { Progress } from '../../panel/define.ts';
import { formats } from '../format.ts';

/** What the message of a change says beneath its text, and whether it is the last word. */
interface ProgressView {
  readonly done: boolean;
  readonly tone: string;
  readonly text: string;
}

export function progressView({ lang, tz, now }: Ctx, { done, tone, text, at }: Progress): ProgressView {
  const when = at === null ? '' : ` ${formats(lang, tz).relative(at, now)}`;
  return { done, tone, text: text + when };
}
