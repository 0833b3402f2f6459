import type { Express } from 'express';
import type { Knex } from 'knex';
import request, { type Response } from 'supertest';
import { loadPanel } from '../../../src/app.ts';
import { createApp } from '../../../src/http/app.ts';
import type { Deps } from '../../../src/http/deps.ts';
import { hashPassword } from '../../../src/modules/logins/index.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';
import { password, testApp, type Clock, type Options } from './app.ts';

/** Everybody of the tree, with the same password, and the whole panel over HTTP. */
export interface House {
  readonly db: Knex;
  readonly deps: Deps;
  readonly app: Express;
  readonly clock: Clock;
  readonly tree: Tree;
}

let panel: ReturnType<typeof loadPanel> | undefined;
let hash: ReturnType<typeof hashPassword> | undefined;

/** On MariaDB the last house has to be left before the next is opened: `house.db.destroy()`. */
export async function openHouse(options: Options = {}): Promise<House> {
  const db = await openTestDb();
  const tree = await buildTree(db);
  await db('logins').update({ password_hash: await (hash ??= hashPassword(password)) });
  const { deps, clock } = await testApp(db, options);
  const { registry, manifest } = await (panel ??= loadPanel());
  const all = { ...deps, registry, manifest };
  return { db, deps: all, app: await createApp(all), clock, tree };
}

export type Params = Readonly<Record<string, string>>;

export const as = (name: string): Params => ({ authinfo: `${name}:${password}` });

export const get = (app: Express, params: Params, path = '/ispmgr'): Promise<Response> =>
  Promise.resolve(request(app).get(path).query(params).buffer(true));

export const post = (app: Express, params: Params, path = '/ispmgr'): Promise<Response> =>
  Promise.resolve(request(app).post(path).type('form').send(params).buffer(true));

/** The text of the answer to a call by POST. */
export const call = async (app: Express, name: string, params: Params): Promise<string> =>
  (await post(app, { ...as(name), ...params })).text;

export const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
export const ok = `${head}<doc><ok/></doc>\n`;

/** `type(object)` of an error in XML, or what was answered instead. */
export function errorIn(text: string): string {
  const [, type, object] = /<error type="(\w+)" object="([^"]*)"/.exec(text) ?? [];
  return type === undefined ? text : `${type}(${object ?? ''})`;
}

/** The values of one element in the order of the rows. */
export const cellsIn = (text: string, name: string): string[] =>
  [...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].filter(([, tag]) => tag === name).map(([, , value]) => value ?? '');
