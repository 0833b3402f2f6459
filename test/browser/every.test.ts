import assert from 'node:assert/strict';
import { startPanel, type Level, type Panel } from './helpers/panel.ts';
import { choose, fillIn, passwords, pathOf, title } from './helpers/story.ts';
import { theBrowser, theDemo } from './helpers/suite.ts';
import { openVisitor, type Look, type Visitor } from './helpers/visitor.ts';
import { lookAt, walk, type Walk } from './helpers/walk.ts';

const ofUser = ['/overview', '/site', '/site.edit', '/site.edit?elid', '/journal', '/problem', '/search'];
const ofReseller = [...ofUser, '/user', '/user.edit', '/user.edit?elid', '/user.access?elid'];
const ofAdmin = [
  ...[...ofReseller, '/reseller', '/reseller.edit', '/reseller.edit?elid', '/reseller.access?elid'],
  ...['/server', '/server.edit', '/server.edit?elid', '/server.facts?elid', '/drift'],
];
const own = ['/profile', '/session'];
const themes = ['light', 'dark'] as const;

/** Does the same in light and in dark, at the same time, and names what is wrong. */
async function inEachTheme(look: (theme: (typeof themes)[number]) => Promise<string[]>): Promise<void> {
  const faults = await Promise.all(
    themes.map(async (theme) => (await look(theme)).map((fault) => `${theme}: ${fault}`)),
  );
  assert.deepEqual(faults.flat(), []);
}

describe('every page', function () {
  this.timeout(300_000);

  before(async () => {
    await theDemo();
  });

  /** Walks from where `go` leads, and wants to have met all of `expected`. */
  const walks = (level: Level, expected: readonly string[], go: (visitor: Visitor) => Promise<string>) =>
    inEachTheme(async (theme) => {
      const visitor = await (await theDemo()).visitor(level, { theme });
      const found = await walk(visitor, await go(visitor));
      await visitor.context.close();
      return [...found.faults, ...missing(found, expected)];
    });

  const missing = ({ seen }: Walk, expected: readonly string[]): string[] =>
    expected.filter((kind) => !seen.includes(kind)).map((kind) => `${kind} was not met`);

  const home = (): Promise<string> => Promise.resolve('/overview');

  /** Into the panel of whom the samples let in. */
  async function enter({ page }: Visitor, level: Level): Promise<string> {
    const name = (await theDemo()).panel.signIns.get(level)?.name ?? '';
    const { base = '' } = /^(?<base>\/as\/[^/]+)?/u.exec(pathOf(page))?.groups ?? {};
    await page.goto(`${base}/${level}?filter=${name}`);
    await choose(page, `${level}.enter`, name);
    await page.locator('.impbar').filter({ hasText: name }).waitFor();
    return pathOf(page);
  }

  it('of an administrator is well built', () => walks('admin', [...ofAdmin, ...own], home));
  it('of a reseller is well built', () => walks('reseller', [...ofReseller, ...own], home));
  it('of a user is well built', () => walks('user', [...ofUser, ...own], home));

  it('of a reseller that an administrator works in is well built', () =>
    walks('admin', ofReseller, (visitor) => enter(visitor, 'reseller')));

  it('of a user two levels down is well built', () =>
    walks('admin', ofUser, async (visitor) => {
      await enter(visitor, 'reseller');
      return enter(visitor, 'user');
    }));

  it('that refuses is well built', () =>
    inEachTheme(async (theme) => {
      const visitor = await (await theDemo()).visitor('user', { theme });
      const faults: string[] = [];
      for (const path of ['/reseller', '/no-such-page', '/site.edit?elid=0', '/site.delete', '/as/over/site']) {
        await visitor.visit(path);
        await visitor.page.locator('.problem').waitFor();
        faults.push(...(await lookAt(visitor)).map((fault) => `${path}: ${fault}`));
      }
      await visitor.context.close();
      return [...faults, ...visitor.problems];
    }));
});

describe('every page of a panel that is new', function () {
  this.timeout(300_000);
  let panel: Panel;

  before(async () => {
    panel = await startPanel('serve');
  });

  after(() => panel.stop());

  const opened = async (look: Look): Promise<Visitor> => openVisitor(await theBrowser(), panel, look);

  it('lets people in by pages that are well built', () =>
    inEachTheme(async (theme) => {
      const visitor = await opened({ theme });
      const { page } = visitor;
      const faults: string[] = [];
      const look = async (what: string): Promise<void> => {
        faults.push(...(await lookAt(visitor)).map((fault) => `${what}: ${fault}`));
      };
      await visitor.visit('/login');
      await look('sign-in');
      await fillIn(page, { name: 'nobody', password: 'open sesame' });
      await page.locator('#form .btn-primary').click();
      await page.locator('.alert').waitFor();
      await look('sign-in, refused');
      await visitor.visit(panel.setup);
      await look('set-up');
      await fillIn(page, { name: 'root', password: 'short' });
      await page.locator('#form .btn-primary').click();
      await page.locator('.alert').waitFor();
      await look('set-up, refused');
      await visitor.context.close();
      return [...faults, ...visitor.problems];
    }));

  it('is well built while there is nothing to show', async () => {
    const first = await opened({});
    await first.visit(panel.setup);
    await fillIn(first.page, { name: 'root', password: passwords.root });
    await first.page.locator('#form .btn-primary').click();
    await title(first.page, 'Overview');
    const session = await first.context.storageState();
    await first.context.close();
    await inEachTheme(async (theme) => {
      const visitor = await opened({ theme, session });
      const found = await walk(visitor, '/overview');
      await visitor.context.close();
      return found.faults;
    });
  });
});
