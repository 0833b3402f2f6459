import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { openDb } from '../../src/db/open.ts';
import { databaseUrl } from '../helpers/db.ts';

/** A database without any table, which may be opened several times, as several processes would. */
export interface Scratch {
  /** null: a SQLite file in `dataDir`. */
  readonly url: string | null;
  readonly dataDir: string;
  open(): Knex;
  remove(): Promise<void>;
}

export async function createScratch(): Promise<Scratch> {
  const opened: Knex[] = [];
  const place = databaseUrl === null ? await inFolder() : await onServer(databaseUrl);
  return {
    url: place.databaseUrl,
    dataDir: place.dataDir,
    open() {
      const db = openDb(place);
      opened.push(db);
      return db;
    },
    async remove() {
      for (const db of opened) await db.destroy();
      await place.remove();
    },
  };
}

interface Place {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  remove(): Promise<void>;
}

async function inFolder(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sublet-db-'));
  return { databaseUrl: null, dataDir, remove: () => rm(dataDir, { recursive: true }) };
}

async function onServer(url: string): Promise<Place> {
  const name = `scratch_${randomUUID().slice(0, 8)}`;
  const ask = async (sql: string): Promise<void> => {
    const db = openDb({ databaseUrl: url, dataDir: '' });
    await db.raw(sql, [name]);
    await db.destroy();
  };
  await ask('create database ??');
  return { databaseUrl: url.replace(/\/\w+$/u, `/${name}`), dataDir: '', remove: () => ask('drop database ??') };
}
