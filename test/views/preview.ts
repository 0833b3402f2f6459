import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { buildAssets } from '../../build/assets.ts';
import { servePreview } from './preview.server.ts';
import { scenes, type Scene } from './preview.scenes.ts';

/**
 * Takes pictures of every template and looks for content policy and accessibility violations.
 * `node --import tsx test/views/preview.ts [NAME…]` writes to the directory PREVIEW_DIR or the system's temporary one.
 */
const outDir = process.env['PREVIEW_DIR'] ?? join(tmpdir(), 'preview');
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sizes = { desktop: { width: 1440, height: 900 }, mobile: { width: 390, height: 844 } };
const chromiumArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// These run in the browser, whose types the tests do not load.
const reportPolicy = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile);
});`;

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

async function violations(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Runtime.evaluate', { expression: axeSource });
  const expression = "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })";
  const { result } = await devtools.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
  return (result.value as AxeResult).violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} — ${nodes
        .map((node) => `${node.target.join(' ')} (${node.failureSummary})`)
        .join('; ')
        .slice(0, 600)}`,
  );
}

async function shoot(
  browser: Browser,
  origin: string,
  scene: Scene,
  variant: { size: keyof typeof sizes; theme: 'light' | 'dark' },
): Promise<string[]> {
  const found: string[] = [];
  const { size, theme } = variant;
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    deviceScaleFactor: size === 'mobile' ? 2 : 1,
    reducedMotion: 'reduce',
    hasTouch: size === 'mobile',
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => found.push(`script: ${error.message}`));
  await page.addInitScript(reportPolicy);
  await page.goto(`${origin}/page/${scene.page}${scene.query ?? ''}`);
  await page.evaluate('document.fonts.ready.then(() => true)');
  await scene.act?.(page, size);
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(outDir, `${scene.name}-${size}-${theme}.png`), fullPage: scene.whole === true });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (overflow > 0) found.push(`scrolls sideways by ${String(overflow)} px`);
  found.push(...(await violations(page)));
  await context.close();
  return found.map((text) => `${scene.name} ${size} ${theme}: ${text}`);
}

async function main(names: string[]): Promise<void> {
  const assetsDir = join(outDir, 'assets');
  await mkdir(outDir, { recursive: true });
  await buildAssets(assetsDir);
  const { origin, server } = await servePreview(assetsDir);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: chromiumArgs,
  });
  const problems: string[] = [];
  for (const scene of scenes.filter(({ name }) => names.length === 0 || names.includes(name)))
    for (const size of ['desktop', 'mobile'] as const)
      for (const theme of ['light', 'dark'] as const)
        problems.push(...(await shoot(browser, origin, scene, { size, theme })));
  await browser.close();
  server.close();
  console.log(problems.length === 0 ? 'No violations.' : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
