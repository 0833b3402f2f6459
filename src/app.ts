import { basename, join } from 'node:path';
import { findPlugins, modulesOf } from './find-plugins.ts';
import { checkManifest } from './panel/check-manifest.ts';
import type { AnyModule, Registry } from './panel/define.ts';
import { readManifest, type Manifest } from './panel/manifest.ts';
import { createRegistry } from './panel/registry.ts';
import { answerModule } from './modules/answers/index.ts';
import { categoryModule } from './modules/categories/index.ts';
import { driftModule, problemModule } from './modules/hosting/index.ts';
import { journalModule } from './modules/journal/index.ts';
import { outboxModule } from './modules/mail/index.ts';
import { notificationModule } from './modules/notifications/index.ts';
import { overviewModule } from './modules/overview/index.ts';
import { profileModule } from './modules/profile/index.ts';
import { resellerModule } from './modules/resellers/index.ts';
import { searchModule } from './modules/search/index.ts';
import { serverModule } from './modules/servers/index.ts';
import { sessionModule } from './modules/session/index.ts';
import { siteModule } from './modules/sites/index.ts';
import { ticketModule } from './modules/tickets/index.ts';
import { ticketSettingModule } from './modules/ticketsettings/index.ts';
import { usageModule } from './modules/usage/index.ts';
import { userModule } from './modules/users/index.ts';

const modules: readonly AnyModule[] = [
  overviewModule,
  resellerModule,
  userModule,
  siteModule,
  serverModule,
  problemModule,
  driftModule,
  ticketModule,
  categoryModule,
  answerModule,
  ticketSettingModule,
  usageModule,
  journalModule,
  outboxModule,
  notificationModule,
  searchModule,
  profileModule,
  sessionModule,
];

export interface Panel {
  readonly registry: Registry;
  readonly manifest: Manifest;
}

/** Our own declaration, beside the program: in the repository, or in `dist` when compiled. */
const ownFile = join(import.meta.dirname, '../plugin.xml');

/**
 * Our modules and those of plugins, each held against what its plugin.xml declares; plugins lie in `pluginsDir`, or in
 * `plugins` beside the program. A contradiction stops the start.
 */
export async function loadPanel(pluginsDir: string | null = null): Promise<Panel> {
  let panel = assemble(modules, [ownFile]);
  for (const folder of findPlugins(pluginsDir)) panel = await withPlugin(panel, folder);
  return panel;
}

function assemble(all: readonly AnyModule[], files: readonly string[]): Panel {
  const registry = createRegistry(all);
  const manifest = readManifest(files);
  const problems = checkManifest(manifest, registry);
  if (problems.length > 0) throw new Error(`plugin.xml and the modules disagree:\n  ${problems.join('\n  ')}`);
  return { registry, manifest };
}

/** One plugin after the other, so that whatever is wrong is said of the plugin that brings it. */
async function withPlugin({ registry, manifest }: Panel, folder: string): Promise<Panel> {
  try {
    const files = [...manifest.plugins.map(({ file }) => file), join(folder, 'plugin.xml')];
    const panel = assemble([...registry.values(), ...(await modulesOf(folder))], files);
    const name = panel.manifest.plugins.at(-1)?.name;
    // The database knows its migrations by the folder's name.
    if (name !== basename(folder)) throw new Error(`plugin.xml calls it “${name ?? ''}”: give the folder that name`);
    return panel;
  } catch (error) {
    throw new Error(`The plugin in ${folder} cannot be used`, { cause: error });
  }
}
