import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startPanel, type Level, type Panel } from './helpers/panel.ts';
import { choose } from './helpers/story.ts';
import { launch, openVisitor, signIn, type Look } from './helpers/visitor.ts';

/**
 * Takes pictures of the pages of the samples in four looks, or in Russian with LOOK_LANG=ru:
 * `node --import tsx test/browser/shots.ts FOLDER [NAME…]`. What is built is what is shown.
 */
const [folder, ...wanted] = process.argv.slice(2);
const lang = process.env['LOOK_LANG'] === 'ru' ? 'ru' : 'en';

interface Shot {
  readonly name: string;
  readonly level?: Level;
  readonly path: string;
  readonly whole?: boolean;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const press =
  (selector: string): NonNullable<Shot['act']> =>
  (page) =>
    page.locator(selector).first().click();

const first =
  (func: string): NonNullable<Shot['act']> =>
  async (page) => {
    await page.locator('#rows tbody input[name=elid]').first().check();
    await page.locator(`.tools [value="${func}"]`).click();
    await page.locator('#dialog[open], .flash, .impbar').first().waitFor();
  };

const shots: Shot[] = [
  { name: 'login', path: '/logout-not-there' },
  { name: 'overview', path: '/overview', whole: true },
  { name: 'overview-reseller', level: 'reseller', path: '/overview', whole: true },
  { name: 'overview-user', level: 'user', path: '/overview', whole: true },
  { name: 'resellers', path: '/reseller' },
  { name: 'resellers-menu', path: '/reseller', act: press('td.d button') },
  { name: 'resellers-empty', path: '/reseller?filter=nothing-like-this' },
  { name: 'resellers-refused', path: '/reseller', act: first('reseller.delete') },
  { name: 'resellers-disabled', path: '/reseller?view=active', act: first('reseller.disable') },
  { name: 'users', path: '/user' },
  { name: 'users-delete', path: '/user', act: first('user.delete') },
  { name: 'users-move', path: '/user', act: first('user.move') },
  { name: 'users-foot', path: '/user?p_num=3', act: (page) => page.locator('.foot').scrollIntoViewIfNeeded() },
  { name: 'users-reseller', level: 'reseller', path: '/user' },
  { name: 'sites', path: '/site' },
  { name: 'sites-user', level: 'user', path: '/site' },
  { name: 'journal', path: '/journal' },
  { name: 'search', path: '/search?q=al', whole: true },
  { name: 'sessions', path: '/session' },
  { name: 'profile', path: '/profile', whole: true },
  { name: 'reseller-new', path: '/reseller.edit', whole: true },
  { name: 'reseller-edit', path: '/reseller.edit?elid=ELID', whole: true },
  { name: 'reseller-refused', path: '/reseller.edit', act: press('.sticky .btn-primary') },
  { name: 'reseller-access', path: '/reseller.access?elid=ELID', whole: true },
  { name: 'user-new', level: 'reseller', path: '/user.edit', whole: true },
  { name: 'site-new', level: 'user', path: '/site.edit' },
  { name: 'acting', path: '/reseller?view=active', act: first('reseller.enter') },
  { name: 'acting-twice', path: '/reseller?filter=RESELLER', act: enterTwice },
  { name: 'missing', path: '/no-such-page' },
  { name: 'forbidden', level: 'user', path: '/reseller' },
  {
    name: 'menu',
    path: '/overview',
    act: (page) =>
      page
        .locator('.burger')
        .click({ timeout: 500 })
        .catch(() => undefined),
  },
  { name: 'account', path: '/overview', act: press('.who') },
  { name: 'keys', path: '/reseller', act: (page) => page.keyboard.press('?') },
];

async function enterTwice(page: Page): Promise<void> {
  await first('reseller.enter')(page);
  const base = new URL(page.url()).pathname.replace(/\/overview$/u, '');
  await page.goto(`${base}/user`);
  const name = await page.locator('#rows tbody .n a').first().innerText();
  await choose(page, 'user.enter', name);
  await page.locator('.impbar li').nth(2).waitFor();
}

/** A page as paper would show it. */
async function print(page: Page, path: string, dir: string): Promise<void> {
  await page.goto(path);
  await page.pdf({ path: join(dir, 'print.pdf'), format: 'A4' });
}

type Sessions = ReadonlyMap<Level, Look['session']>;

async function sessionsOf(browser: Browser, panel: Panel): Promise<Sessions> {
  const sessions = new Map<Level, Look['session']>();
  for (const [level, who] of panel.signIns) {
    const { context, page } = await openVisitor(browser, panel);
    await signIn(page, who);
    await page.locator('.welcome').waitFor();
    sessions.set(level, await context.storageState());
    await context.close();
  }
  return sessions;
}

async function shoot(browser: Browser, panel: Panel, dir: string): Promise<void> {
  const sessions = await sessionsOf(browser, panel);
  const admin = await openVisitor(browser, panel, { session: sessions.get('admin') });
  await print(admin.page, '/reseller', dir);
  const elid = await admin.page.locator('#rows tbody input[name=elid]').first().inputValue();
  await admin.context.close();
  const looks = (['desktop', 'mobile'] as const).flatMap((size) =>
    (['light', 'dark'] as const).map((theme) => ({ size, theme })),
  );
  for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
    for (const look of looks) {
      const session = shot.name === 'login' ? undefined : sessions.get(shot.level ?? 'admin');
      const { context, page } = await openVisitor(browser, panel, { ...look, lang, session });
      await page.goto(shot.path.replace('ELID', elid).replace('RESELLER', panel.signIns.get('reseller')?.name ?? ''));
      await page.evaluate('document.fonts.ready.then(() => true)');
      await shot.act?.(page);
      const path = join(dir, `${shot.name}-${look.size}-${look.theme}.png`);
      await page.screenshot({ path, fullPage: shot.whole === true });
      await context.close();
    }
}

if (folder === undefined) throw new Error('Say in which folder the pictures go.');
await mkdir(folder, { recursive: true });
const [browser, panel] = await Promise.all([launch(), startPanel('demo')]);
try {
  await shoot(browser, panel, folder);
} finally {
  await browser.close();
  await panel.stop();
}
