import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, LaunchOptions, Page } from 'playwright-core';
import type { Scene, Size } from './preview.scenes.ts';

export const chromiumOptions: LaunchOptions = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export interface Variant {
  size: Size;
  theme: 'light' | 'dark';
}

const sizes = { desktop: { width: 1440, height: 900 }, mobile: { width: 390, height: 844 } };
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// These run in the browser, whose types the tests do not load.
const reportPolicy = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile);
});`;
const runAxe = "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })";

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

export function openContext(browser: Browser, { size, theme }: Variant): Promise<BrowserContext> {
  const phone = size === 'mobile';
  return browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    deviceScaleFactor: phone ? 2 : 1,
    reducedMotion: 'reduce',
    hasTouch: phone,
  });
}

/** Plays a scene and says what is wrong with it: script errors, policy and accessibility violations, sideways scrolling. */
export async function play(page: Page, origin: string, scene: Scene, size: Size): Promise<string[]> {
  const found: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => found.push(`script: ${error.message}`));
  await page.addInitScript(reportPolicy);
  await page.goto(`${origin}/page/${scene.page}${scene.query ?? ''}`);
  await page.evaluate('document.fonts.ready.then(() => true)');
  await scene.act?.(page, size);
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  if (overflow > 0) found.push(`scrolls sideways by ${String(overflow)} px`);
  return [...found, ...(await violations(page))];
}

/** Over the DevTools protocol: the page's own policy forbids any other way in, and must stay in force. */
async function violations(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Runtime.evaluate', { expression: axeSource });
  const { result } = await devtools.send('Runtime.evaluate', {
    expression: runAxe,
    awaitPromise: true,
    returnByValue: true,
  });
  return (result.value as AxeResult).violations.map(({ id, help, nodes }) => {
    const where = nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join('; ');
    return `${id}: ${help} — ${where.slice(0, 600)}`;
  });
}
