import { pino, type DestinationStream } from 'pino';
import type { Express } from 'express';
import type { Knex } from 'knex';
import request, { type Response, type Test } from 'supertest';
import { readConfig, type Config } from '../../../src/config.ts';
import { createApp } from '../../../src/http/app.ts';
import type { Deps } from '../../../src/http/deps.ts';
import { createAdministrator } from '../../../src/modules/accounts/index.ts';
import { localAdministrator } from '../../../src/modules/logins/index.ts';
import { profileModule } from '../../../src/modules/profile/index.ts';
import { sessionModule } from '../../../src/modules/session/index.ts';
import { createRegistry } from '../../../src/panel/registry.ts';
import { openTestDb } from '../../helpers/db.ts';
import { installation } from '../../helpers/installation.ts';

export const password = 'correct horse battery staple';

/** A clock that stands until it is moved. */
export class Clock {
  now = Date.now();
  readonly read = (): number => this.now;
  pass(ms: number): void {
    this.now += ms;
  }
}

export interface Options {
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
  readonly log?: DestinationStream;
}

export async function testApp(
  db: Knex,
  { clock = new Clock(), config = {}, log }: Options = {},
): Promise<{ app: Express; deps: Deps; clock: Clock }> {
  const deps: Deps = {
    config: { ...readConfig({}), ...config },
    db,
    registry: createRegistry([profileModule, sessionModule]),
    manifest: {
      name: 'sublet',
      version: '0',
      plugins: [],
      menu: [],
      funcs: new Map(),
      captions: { en: new Map(), ru: new Map() },
    },
    log: log ? pino({ level: 'debug' }, log) : pino({ level: 'silent' }),
    assets: { url: (name) => `/assets/${name}`, handler: (_req, res) => void res.status(404).end() },
    clock: clock.read,
  };
  return { app: await createApp(deps), deps, clock };
}

/** An empty database with these administrators in it, and the application on top. */
export async function openApp(...names: readonly string[]): Promise<{ db: Knex; app: Express; clock: Clock }> {
  const db = await openTestDb();
  for (const name of names) await makeRoot(db, name);
  const { app, clock } = await testApp(db);
  return { db, app, clock };
}

export async function makeRoot(db: Knex, name = 'root'): Promise<number> {
  const ctx = await localAdministrator({
    db,
    log: pino({ level: 'silent' }),
    now: Date.now(),
    lang: 'en',
    tz: 'UTC',
    name: 'test',
    address: '',
    installation,
  });
  return createAdministrator(ctx, { name, password, email: `${name}@example.com` });
}

/** A browser that has signed in and knows the token of its session. */
export async function signedIn(
  app: Express,
  name = 'root',
  headers?: Readonly<Record<string, string>>,
): Promise<Browser> {
  const browser = new Browser(app, headers);
  await browser.signIn(name);
  await browser.readToken();
  return browser;
}

/** A browser that keeps its cookies and sends the token of its session. */
export class Browser {
  readonly cookies = new Map<string, string>();
  csrf = '';
  constructor(
    readonly app: Express,
    readonly headers: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' },
  ) {}

  async get(path: string): Promise<Response> {
    return this.#send(request(this.app).get(path));
  }

  async post(path: string, form: Record<string, string> = {}): Promise<Response> {
    return this.#send(
      request(this.app)
        .post(path)
        .type('form')
        .send({ csrf: this.csrf, ...form }),
    );
  }

  async signIn(name = 'root', secret = password): Promise<Response> {
    return this.post('/login', { name, password: secret });
  }

  /** Signs in once more, from a page of the session that is open. */
  async signInAgain(name = 'root', secret = password): Promise<Response> {
    await this.readToken();
    return this.signIn(name, secret);
  }

  /** Takes the session's token from a page, as a person's browser would. */
  async readToken(): Promise<void> {
    const { text } = await this.get('/no-such-page');
    this.csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
  }

  get sessionId(): string {
    return (
      decodeURIComponent(this.cookies.get('sublet') ?? '')
        .replace(/^s:/, '')
        .split('.')[0] ?? ''
    );
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #send(test: Test): Promise<Response> {
    const answer = await test.set({ ...this.headers, ...(this.cookies.size > 0 && { cookie: this.cookieHeader }) });
    for (const line of ([answer.headers['set-cookie']].flat() as (string | undefined)[]).filter(
      (cookie) => cookie !== undefined,
    )) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}
