import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const run =
  "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], preload: false })";

// Where scripts are off, a page's timers never fire; those that axe sets only let the page breathe.
const withoutTimers = 'window.setTimeout = (run, _delay, ...args) => (Promise.resolve().then(() => run(...args)), 0)';

interface Result {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: string[]; readonly failureSummary: string }[];
  }[];
}

/**
 * What axe finds: WCAG 2.0 to 2.2, A and AA, and best practice. Over the DevTools protocol: the page's own policy forbids
 * any other way in, and must stay in force.
 */
export async function violations(page: Page, js = true): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  try {
    if (!js) await devtools.send('Runtime.evaluate', { expression: withoutTimers });
    await devtools.send('Runtime.evaluate', { expression: source });
    const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', {
      expression: run,
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
