import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { loadPanel } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createApp } from '../../src/http/app.ts';
import type { Deps } from '../../src/http/deps.ts';
import { hashPassword, type PasswordHash } from '../../src/modules/logins/index.ts';
import { installation } from '../helpers/installation.ts';
import { freePort } from '../helpers/mariadb.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';

const password = 'correct horse battery staple';
let hash: Promise<PasswordHash> | undefined;

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly location: string;
  /** All headers in one text. */
  readonly head: string;
}

export interface Sent {
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The panel as it ships, on a port of 127.0.0.1, with the tree in it; everybody has the same password. */
export interface House {
  readonly db: Knex;
  readonly tree: Tree;
  readonly app: Express;
  /** Somebody nobody knows. */
  stranger(): Visitor;
  signIn(name: string): Promise<Visitor>;
  /** Gives logins made since the password that everybody has. */
  letIn(...names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openHouse(db: Knex): Promise<House> {
  const tree = await buildTree(db);
  const letIn = async (...names: readonly string[]): Promise<void> => {
    await db('logins')
      .whereIn('login', names)
      .update({ password_hash: await (hash ??= hashPassword(password)) });
  };
  await letIn(...Object.keys(tree.ids));
  const deps: Deps = {
    config: readConfig({ DATA_DIR: installation.dataDir, SMTP_URL: 'smtp://127.0.0.1:9' }),
    db,
    ...(await loadPanel()),
    log: pino({ level: 'silent' }),
    assets: { url: (name) => `/assets/${name}`, handler: (_req, res) => void res.status(404).end() },
    clock: Date.now,
  };
  const app = await createApp(deps);
  const server = createServer(app as unknown as Parameters<typeof createServer>[0]);
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${String(port)}`;
  return {
    db,
    tree,
    app,
    letIn,
    stranger: () => new Visitor(origin),
    async signIn(name) {
      const visitor = new Visitor(origin);
      await visitor.signIn(name);
      return visitor;
    },
    async close() {
      await closed(server);
      await rm(installation.dataDir, { recursive: true, force: true });
    },
  };
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

/** A browser: it keeps its cookie, knows its session's token, and may work in another's panel. */
export class Visitor {
  cookie = '';
  csrf = '';
  /** '' or '/as/GRANT'. */
  base = '';
  constructor(readonly origin: string) {}

  /** The same session, in a tab of another panel. */
  inPanel(base: string): Visitor {
    return Object.assign(new Visitor(this.origin), { cookie: this.cookie, csrf: this.csrf, base });
  }

  async signIn(name: string): Promise<void> {
    const { status } = await this.ask('POST', '/login', { form: { name, password } });
    if (status !== 303) throw new Error(`${name} is not let in: ${String(status)}`);
    const { body } = await this.get('/overview');
    this.csrf = /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
    if (this.csrf === '') throw new Error('the page has no token');
  }

  /** Enters the panel of a row's account and answers the tab it opens. */
  async enter(func: string, elid: string): Promise<Visitor> {
    const { status, location } = await this.post('/do', { func, elid });
    if (status !== 303 || !location.startsWith('/as/')) throw new Error(`${elid} is not entered: ${String(status)}`);
    return this.inPanel(location.replace(/\/$/, ''));
  }

  get(path: string, query: Record<string, string> = {}): Promise<Reply> {
    return this.ask('GET', path, { query });
  }

  /** Sends a form of this session, with its token. */
  post(path: string, form: Sent['form'] = {}): Promise<Reply> {
    return this.ask('POST', path, { form: { csrf: this.csrf, ...form } });
  }

  async ask(method: string, path: string, { query = {}, form, headers = {} }: Sent = {}): Promise<Reply> {
    const address = new URL(this.origin + this.base + path);
    for (const [name, value] of Object.entries(query)) address.searchParams.append(name, value);
    const reply = await fetch(address, {
      method,
      redirect: 'manual',
      headers: { ...(this.cookie !== '' && { cookie: this.cookie }), ...headers },
      ...(form !== undefined && { body: new URLSearchParams(pairs(form)) }),
    });
    this.#keepCookie(reply);
    return {
      status: reply.status,
      body: await reply.text(),
      location: reply.headers.get('location') ?? '',
      head: JSON.stringify([...reply.headers]),
    };
  }

  #keepCookie(reply: Response): void {
    const own = reply.headers.getSetCookie().find((line) => line.startsWith('sublet='));
    if (own !== undefined) this.cookie = own.split(';', 1)[0] ?? '';
  }
}

const pairs = (form: NonNullable<Sent['form']>): [string, string][] =>
  Object.entries(form).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
