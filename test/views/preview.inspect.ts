import type { Browser, BrowserContext, LaunchOptions, Page } from 'playwright-core';
import { violations } from '../browser/helpers/axe.ts';
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

// These run in the browser, whose types the tests do not load.
const reportPolicy = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile);
});`;

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
