import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkManifest } from './panel/check-manifest.ts';
import type { AnyModule, Registry } from './panel/define.ts';
import { readManifest, type Manifest } from './panel/manifest.ts';
import { createRegistry } from './panel/registry.ts';
import { journalModule } from './modules/journal/index.ts';
import { overviewModule } from './modules/overview/index.ts';
import { profileModule } from './modules/profile/index.ts';
import { resellerModule } from './modules/resellers/index.ts';
import { searchModule } from './modules/search/index.ts';
import { sessionModule } from './modules/session/index.ts';
import { siteModule } from './modules/sites/index.ts';
import { usageModule } from './modules/usage/index.ts';
import { userModule } from './modules/users/index.ts';

const modules: readonly AnyModule[] = [
  overviewModule,
  resellerModule,
  userModule,
  siteModule,
  usageModule,
  journalModule,
  searchModule,
  profileModule,
  sessionModule,
];

export interface Panel {
  readonly registry: Registry;
  readonly manifest: Manifest;
}

/** The place this file runs from: the repository, or `dist` when compiled. */
const home = join(import.meta.dirname, '..');

/** Our modules and those of plugins, each held against what its plugin.xml declares. A contradiction stops the start. */
export async function loadPanel(folder: string = join(home, 'plugins')): Promise<Panel> {
  const plugins = await findPlugins(folder);
  const registry = createRegistry([...modules, ...plugins.flatMap((plugin) => plugin.modules)]);
  const manifest = readManifest([join(home, 'plugin.xml'), ...plugins.map((plugin) => plugin.xml)]);
  const problems = checkManifest(manifest, registry);
  if (problems.length > 0) throw new Error(`plugin.xml and the modules disagree:\n  ${problems.join('\n  ')}`);
  return { registry, manifest };
}

interface Plugin {
  xml: string;
  modules: AnyModule[];
}

/** Each folder with a plugin.xml and an ES module that exports `modules`. */
async function findPlugins(folder: string): Promise<Plugin[]> {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'plugin.xml')),
  );
  return Promise.all(names.map((entry) => loadPlugin(join(folder, entry.name))));
}

async function loadPlugin(folder: string): Promise<Plugin> {
  const file = ['index.js', 'index.ts'].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${folder} has a plugin.xml but no index.js`);
  const loaded = (await import(pathToFileURL(file).href)) as { modules?: unknown };
  if (!Array.isArray(loaded.modules))
    throw new Error(`${file} does not export modules, an array of module definitions`);
  return { xml: join(folder, 'plugin.xml'), modules: loaded.modules as AnyModule[] };
}
