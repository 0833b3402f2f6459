import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from './kernel/settings.ts';
import type { AnyModule } from './panel/define.ts';

/** Beside the program: in the repository, or in `dist` when compiled. */
const ownFolder = join(import.meta.dirname, '../plugins');

/** The compiled program cannot run TypeScript, and would get a second copy of the panel with it. */
const entryFiles = import.meta.filename.endsWith('.ts') ? ['index.ts', 'index.js'] : ['index.js'];

/** Folders with a plugin.xml, in the folder that PLUGINS_DIR names or else in `plugins`, by name. */
export function findPlugins(dir: string | null): string[] {
  if (dir !== null && !existsSync(dir)) throw new ConfigError(`PLUGINS_DIR names ${dir}, which is not there.`);
  const place = dir ?? ownFolder;
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .sort()
    .map((name) => join(place, name))
    .filter((folder) => existsSync(join(folder, 'plugin.xml')));
}

/** The modules that a plugin's ES module exports. */
export async function modulesOf(folder: string): Promise<AnyModule[]> {
  const file = entryFiles.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`there is a plugin.xml but no ${entryFiles.join(' or ')}`);
  const loaded = (await import(pathToFileURL(file).href)) as { modules?: unknown };
  if (!Array.isArray(loaded.modules)) throw new Error(`${file} must export “modules”, an array of module definitions`);
  return loaded.modules as AnyModule[];
}
