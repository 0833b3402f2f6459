import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import type { Panel, SignIn } from './panel.ts';

export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** One width a line: what a desk, a phone and the narrowest phone have. */
export const sizes = {
  desktop: { width: 1440, height: 900 },
  mobile: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
} as const;

export interface Look {
  readonly size?: keyof typeof sizes;
  readonly theme?: 'light' | 'dark';
  readonly js?: boolean;
  readonly lang?: 'en' | 'ru';
  /** Cookies of a session that has begun elsewhere. */
  readonly session?: BrowserContextOptions['storageState'];
}

/** Somebody with a browser of their own, and everything that browser has complained about. */
export interface Visitor {
  readonly context: BrowserContext;
  /** The tab that was opened first. */
  readonly page: Page;
  readonly js: boolean;
  readonly theme: 'light' | 'dark';
  /** Script errors, policy violations and failed requests; empty when all is well. */
  readonly problems: readonly string[];
  /** Goes to a path of the panel. */
  visit(path: string): Promise<void>;
}

/** Milliseconds that anything may take: the machine may be slow and busy. */
const patience = 30_000;

// Runs in the browser, whose types the tests do not load.
const reportPolicy = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile);
});`;

export async function openVisitor(
  browser: Browser,
  { origin }: Pick<Panel, 'origin'>,
  look: Look = {},
): Promise<Visitor> {
  const { size = 'desktop', theme = 'light', js = true, lang = 'en', session } = look;
  const context = await browser.newContext({
    baseURL: origin,
    viewport: sizes[size],
    colorScheme: theme,
    hasTouch: size !== 'desktop',
    reducedMotion: 'reduce',
    locale: lang,
    javaScriptEnabled: js,
    ...(session !== undefined && { storageState: session }),
  });
  context.setDefaultTimeout(patience);
  const problems: string[] = [];
  await context.addInitScript(reportPolicy);
  context.on('page', (page) => {
    watch(page, problems);
  });
  const page = await context.newPage();
  return {
    context,
    page,
    js,
    theme,
    problems,
    async visit(path) {
      await page.goto(path);
    },
  };
}

/** Pages that refuse have a status of 4xx, which the browser calls an error; assets have no reason to. */
const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/u;

function watch(page: Page, problems: string[]): void {
  page.on('console', (message) => {
    const expected = refusal.test(message.text()) && !message.location().url.includes('/assets/');
    if (['error', 'warning'].includes(message.type()) && !expected)
      problems.push(`${page.url()}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    problems.push(`${page.url()}: script: ${error.message}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.url()}: ${String(response.status())}`);
  });
}

export async function signIn(page: Page, { name, password }: SignIn): Promise<void> {
  await page.goto('/login');
  await fillSignIn(page, { name, password });
}

/** Fills in the sign-in form that is open. */
export async function fillSignIn(page: Page, { name, password }: SignIn): Promise<void> {
  await page.locator('#f-name').fill(name);
  await page.locator('#f-password').fill(password);
  await page.locator('#form button.btn-primary').click();
}
