import { check } from '../../src/check/index.ts';
import { sealJournal } from '../../src/modules/journal/index.ts';
import type { Tree } from './tree.ts';

/** What `sublet check` says, a line each, after the journal has been sealed. */
export async function checked(tree: Tree): Promise<string[]> {
  const ctx = tree.ctxOf('root');
  while ((await sealJournal(ctx.db)) > 0);
  const lines: string[] = [];
  for await (const line of check(ctx)) lines.push(line);
  return lines;
}
