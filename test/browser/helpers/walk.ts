import type { Page } from 'playwright-core';
import { violations } from './axe.ts';
import { press } from './story.ts';
import { sizes, type Visitor } from './visitor.ts';

/** What is found by following the menus, the toolbars and the first row of each list. */
export interface Walk {
  /** Paths without the panel being worked in and without values. */
  readonly seen: string[];
  readonly faults: string[];
}

// These run in the browser, whose types the tests do not load.
const linksOn = `[
  ...document.querySelectorAll('#nav li a, #account a, .tools a.btn, .quick a, .crumbs a, #rows tbody tr:first-child a'),
].map((link) => link.getAttribute('href'))`;
const verbsOn = `[...document.querySelectorAll('#menu button')].map((button) => button.value)`;

/** Walks through all pages that the visitor's menus lead to, and looks at each. */
export async function walk(visitor: Visitor, start: string): Promise<Walk> {
  const { page } = visitor;
  const base = /^\/as\/[^/]+/u.exec(start)?.[0] ?? '';
  const seen: string[] = [];
  const faults: string[] = [];
  const look = async (what: string): Promise<void> => {
    faults.push(...(await lookAt(visitor)).map((fault) => `${what}: ${fault}`));
  };
  // Only a form leads to what is found.
  const waiting = [start, `${base}/search?q=a`];
  for (let href = waiting.shift(); href !== undefined; href = waiting.shift()) {
    const kind = kindOf(href);
    if (seen.includes(kind)) continue;
    seen.push(kind);
    await visitor.visit(shortened(href));
    await look(kind);
    waiting.push(...(await linksFrom(page, base)));
    if (await page.locator('#q').isVisible()) await lookAtList(visitor, href, look);
    if (kind.endsWith('.edit')) await lookAtRefusal(page, kind, look);
  }
  return { seen, faults: [...faults, ...visitor.problems] };
}

/** Pages that differ by their values only are of one kind. */
const kindOf = (href: string): string =>
  href.replace(/^\/as\/[^/]+/u, '').replace(/\?.*/u, (query) => (query.includes('elid=') ? '?elid' : ''));

/** Ten rows are built like fifty. */
const shortened = (href: string): string => (href.includes('?') ? href : `${href}?p_cnt=10`);

async function linksFrom(page: Page, base: string): Promise<string[]> {
  const links = await page.evaluate<string[]>(linksOn);
  const row = page.locator('#rows tbody input[name=elid]').first();
  const elid = (await row.count()) > 0 ? encodeURIComponent(await row.inputValue()) : '';
  const funcs = elid === '' ? [] : await page.evaluate<string[]>(verbsOn);
  const pages = funcs.filter(
    (func) =>
      !/\.(?:enter|enable|disable|delete|move|end|place|shellpassword|certificate|nocertificate|retry|apply|token)$/u.test(
        func,
      ),
  );
  return [
    ...links.filter((href) => href.startsWith(`${base}/`)),
    ...pages.map((func) => `${base}/${func}?elid=${elid}`),
  ];
}

type Look = (what: string) => Promise<void>;

/** A list in its other states: with a row ticked, with a question asked, with nothing found. */
async function lookAtList(visitor: Visitor, href: string, look: Look): Promise<void> {
  const { page } = visitor;
  const asking = (await page.evaluate<string[]>(verbsOn)).filter((func) =>
    /\.(?:delete|move|place|shellpassword|certificate|token)$/u.test(func),
  );
  for (const func of asking) {
    await visitor.visit(shortened(href));
    if ((await page.locator('#rows tbody input[name=elid]').count()) === 0) break;
    await page.locator('#rows tbody input[name=elid]').first().check();
    if (func === asking[0]) await look(`${kindOf(href)}, ticked`);
    await press(page, func);
    await page.locator('#dialog[open], .flash.error').waitFor();
    await look(`${func}, asked`);
  }
  await visitor.visit(`${href}?filter=no-such-thing`);
  await look(`${kindOf(href)}, nothing found`);
}

async function lookAtRefusal(page: Page, kind: string, look: Look): Promise<void> {
  await page.locator('.sticky .btn-primary').click();
  await page.locator('.alert:focus').waitFor();
  await look(`${kind}, refused`);
}

/** Looks at the page that is open, wide and narrow. In the dark only colours differ. */
export async function lookAt({ page, theme }: Visitor): Promise<string[]> {
  const rules = theme === 'light' ? 'all' : 'colour';
  const faults: string[] = [];
  for (const size of ['desktop', 'mobile'] as const) {
    await page.setViewportSize(sizes[size]);
    await page.evaluate('window.scrollTo(0, 0)');
    const found = await sideways(page);
    await growToPage(page, size);
    found.push(...(await violations(page, { rules })));
    faults.push(...found.map((fault) => `${size}: ${fault}`));
  }
  await page.setViewportSize(sizes.narrow);
  faults.push(...(await sideways(page)).map((fault) => `narrow: ${fault}`));
  await page.setViewportSize(sizes.desktop);
  return faults;
}

const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** As high as the page, so that nothing has scrolled under the bar at its foot: what has is not too small for that. */
async function growToPage(page: Page, size: keyof typeof sizes): Promise<void> {
  const { width, height: least } = sizes[size];
  let height: number = least;
  for (let tries = 0; tries < 10; tries += 1) {
    await page.evaluate(twoFrames);
    const wanted = await page.evaluate<number>('document.documentElement.scrollHeight');
    if (wanted <= height) return;
    height = wanted;
    await page.setViewportSize({ width, height });
  }
}

// Layout follows a change of the window's size, not at once when the machine is busy.
const scrollsSideways = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth;
})()`;

async function sideways(page: Page): Promise<string[]> {
  for (let tries = 0; tries < 20; tries += 1) {
    if (!(await page.evaluate<boolean>(scrollsSideways))) return [];
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  return ['scrolls sideways'];
}
