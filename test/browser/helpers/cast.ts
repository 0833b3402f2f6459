import { startPanel, type Panel } from './panel.ts';
import { theBrowser } from './suite.ts';
import { openVisitor, type Visitor } from './visitor.ts';

/** One panel from its first start, and the people who meet in it. */
export interface Cast {
  readonly panel: Panel;
  readonly js: boolean;
  readonly root: Visitor;
  readonly alice: Visitor;
  /** Everything any browser has complained about so far. */
  problems(): string[];
  leave(): Promise<void>;
}

export async function gather(js: boolean, databaseUrl: string): Promise<Cast> {
  const browser = await theBrowser();
  const panel = await startPanel('serve', databaseUrl);
  const [root, alice] = await Promise.all([openVisitor(browser, panel, { js }), openVisitor(browser, panel, { js })]);
  return {
    panel,
    js,
    root,
    alice,
    problems: () => [...root.problems, ...alice.problems],
    async leave() {
      await Promise.all([root.context.close(), alice.context.close()]);
      await panel.stop();
    },
  };
}
