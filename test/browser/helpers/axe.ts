import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const all = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a theme changes. */
const ofColour = ['color-contrast', 'link-in-text-block'];

// Where scripts are off, a page's timers never fire; those that axe sets only let the page breathe.
const withoutTimers = 'window.setTimeout = (run, _delay, ...args) => (Promise.resolve().then(() => run(...args)), 0)';

interface Result {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: string[]; readonly failureSummary: string }[];
  }[];
}

interface Asked {
  readonly js?: boolean;
  readonly rules?: 'all' | 'colour';
}

/**
 * What axe finds: WCAG 2.0 to 2.2, A and AA, and best practice. Over the DevTools protocol: the page's own policy forbids
 * any other way in, and must stay in force.
 */
export async function violations(page: Page, { js = true, rules = 'all' }: Asked = {}): Promise<string[]> {
  const asked = { runOnly: rules === 'all' ? all : ofColour, resultTypes: ['violations'], preload: false };
  const devtools = await page.context().newCDPSession(page);
  try {
    if (!js) await devtools.send('Runtime.evaluate', { expression: withoutTimers });
    // The page may have been looked at before, at another size.
    const { result: loaded } = await devtools.send('Runtime.evaluate', { expression: 'typeof axe' });
    if (loaded.value !== 'object') await devtools.send('Runtime.evaluate', { expression: source });
    const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', {
      expression: `axe.run(${JSON.stringify(asked)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) return [`axe: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`];
    return (result.value as Result).violations.map(({ id, help, nodes }) => {
      const where = nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join('; ');
      return `${id}: ${help} — ${where.slice(0, 600)}`;
    });
  } finally {
    await devtools.detach();
  }
}
