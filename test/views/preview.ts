import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { buildAssets } from '../../build/assets.ts';
import { chromiumOptions, openContext, play, type Variant } from './preview.inspect.ts';
import { scenes, type Scene } from './preview.scenes.ts';
import { servePreview } from './preview.server.ts';

/**
 * Takes pictures of every template and says what is wrong with them.
 * `node --import tsx test/views/preview.ts [NAME…]` writes to the directory PREVIEW_DIR, or to `preview` in the system's temporary one.
 */
const outDir = process.env['PREVIEW_DIR'] ?? join(tmpdir(), 'preview');
const variants: Variant[] = (['desktop', 'mobile'] as const).flatMap((size) =>
  (['light', 'dark'] as const).map((theme) => ({ size, theme })),
);

async function shoot(browser: Browser, origin: string, scene: Scene, variant: Variant): Promise<string[]> {
  const context = await openContext(browser, variant);
  const page = await context.newPage();
  const name = `${scene.name}-${variant.size}-${variant.theme}`;
  const problems = await play(page, origin, scene, variant.size);
  await page.screenshot({ path: join(outDir, `${name}.png`), fullPage: scene.whole === true });
  await context.close();
  return problems.map((problem) => `${name}: ${problem}`);
}

async function main(names: string[]): Promise<void> {
  const assetsDir = join(outDir, 'assets');
  await mkdir(outDir, { recursive: true });
  await buildAssets(assetsDir);
  const { origin, server } = await servePreview(assetsDir);
  const browser = await chromium.launch(chromiumOptions);
  const problems: string[] = [];
  for (const scene of scenes.filter(({ name }) => names.length === 0 || names.includes(name)))
    for (const variant of variants) problems.push(...(await shoot(browser, origin, scene, variant)));
  await browser.close();
  server.close();
  console.log(problems.length === 0 ? 'No violations.' : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
