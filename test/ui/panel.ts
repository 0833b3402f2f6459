import type { Express } from 'express';
import type { Knex } from 'knex';
import { loadPanel, type Panel } from '../../src/app.ts';
import { createApp } from '../../src/http/app.ts';
import { hashPassword, type PasswordHash } from '../../src/modules/logins/index.ts';
import { createRegistry } from '../../src/panel/registry.ts';
import type { AnyModule } from '../../src/panel/define.ts';
import { openTestDb } from '../helpers/db.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';
import { Browser, password, testApp } from '../http/helpers/app.ts';

/** The house tree behind the panel as it ships, with everybody at a browser. */
export interface House {
  readonly db: Knex;
  readonly tree: Tree;
  readonly app: Express;
  readonly panel: Panel;
  /** Signs in with the token of the session read from a page. */
  browse(name: Name): Promise<Browser>;
}

let loaded: Promise<Panel> | undefined;
let hash: Promise<PasswordHash> | undefined;

export async function openHouse(more: readonly AnyModule[] = []): Promise<House> {
  const db = await openTestDb();
  const tree = await buildTree(db);
  await db('logins').update({ password_hash: await (hash ??= hashPassword(password)) });
  const shipped = await (loaded ??= loadPanel());
  const panel = { ...shipped, registry: createRegistry([...shipped.registry.values(), ...more]) };
  const { deps } = await testApp(db);
  const app = await createApp({ ...deps, ...panel });
  return {
    db,
    tree,
    app,
    panel,
    async browse(name) {
      const browser = new Browser(app);
      await browser.signIn(name);
      await browser.readToken();
      return browser;
    },
  };
}
