import type { Browser } from 'playwright-core';
import { startPanel, type Level, type Panel } from './panel.ts';
import { launch, openVisitor, signIn, type Look, type Visitor } from './visitor.ts';

/** What the browser tests share: one browser, and one panel with the samples for those that only look. */
let browser: Promise<Browser> | undefined;
let demo: Promise<Demo> | undefined;

export interface Demo {
  readonly panel: Panel;
  /** Opens a browser of somebody who has signed in. */
  visitor(level: Level, look?: Look): Promise<Visitor>;
}

export const theBrowser = (): Promise<Browser> => (browser ??= launch());

export const theDemo = (): Promise<Demo> => (demo ??= startDemo());

after(async function () {
  this.timeout(60_000);
  await (await browser)?.close();
  await (await demo)?.panel.stop();
});

async function startDemo(): Promise<Demo> {
  const [chromium, panel] = await Promise.all([theBrowser(), startPanel('demo')]);
  const sessions = new Map<Level, Look['session']>();
  for (const [level, who] of panel.signIns) {
    const { context, page } = await openVisitor(chromium, panel);
    await signIn(page, who);
    await page.locator('.welcome').waitFor();
    sessions.set(level, await context.storageState());
    await context.close();
  }
  return {
    panel,
    visitor: (level, look = {}) => openVisitor(chromium, panel, { ...look, session: sessions.get(level) }),
  };
}
