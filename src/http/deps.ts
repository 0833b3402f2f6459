import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Manifest } from '../panel/manifest.ts';
import type { Registry } from '../panel/registry.ts';
import type { Assets } from './assets.ts';

/** What the pages need; made once, where the program starts. */
export interface Deps {
  readonly config: Config;
  readonly db: Knex;
  readonly registry: Registry;
  readonly manifest: Manifest;
  readonly log: Logger;
  readonly assets: Assets;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

export const isHttps = ({ config }: Pick<Deps, 'config'>): boolean => config.publicUrl.startsWith('https:');
