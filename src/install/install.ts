import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { keysOf } from '../kernel/host-key.ts';
import { toDo } from './checks.ts';
import { isThere, putFile, putFolder, rootOnly, textOf, withSetting, type Look } from './files.ts';
import { hasSystemd, perform, run, userNamed, type Say, type Task } from './run.ts';
import {
  agentSettings,
  agentUnit,
  agentUnitName,
  panelSettings,
  panelUnit,
  panelUnitName,
  panelUser,
  unitFolder,
  type Layout,
} from './units.ts';

export interface InstallOptions {
  /** Where a panel on another machine is; null: the panel is installed here too. */
  readonly panelUrl: string | null;
  /** null: leave the one that is there. */
  readonly token: string | null;
  readonly agentOnly: boolean;
  readonly dryRun: boolean;
}

export const settingsFolder = '/etc/sublet';
const usualDataDir = '/var/lib/sublet';
const tokenFile = join(settingsFolder, 'agent.token');

type Env = Readonly<Record<string, string | undefined>>;

/** Makes this machine a server of a panel, and the panel's own machine too unless told otherwise. The second time it does nothing. */
export async function install(given: InstallOptions, say: Say): Promise<void> {
  const { token, dryRun } = given;
  if (token !== null && keysOf(token) === null)
    throw new Error('That is no token: it looks like 3.AbC…, a number, a dot and 43 characters.');
  const panel = await settingsIn(panelSettings);
  const options = { ...given, agentOnly: given.agentOnly || (await isPanelElsewhere(given, panel)) };
  const layout = layoutOf(panel?.['DATA_DIR'] ?? usualDataDir);
  const changed = await perform(await tasksOf(options, layout, panel ?? {}), dryRun, say);
  if (!changed) say('Everything is installed already.');
  const units = options.agentOnly ? [agentUnitName] : [panelUnitName, agentUnitName];
  await startUnits(units, { changed, dryRun }, say);
  const left = [...(await toDo(layout, { panel: !options.agentOnly })), ...tokenMissing(options)];
  if (left.length > 0) say(['', 'Still to do:', ...left.map((line) => `- ${line}`)].join('\n'));
}

/** A second run without words is about the same as the first. */
async function isPanelElsewhere({ panelUrl }: InstallOptions, panel: Env | null): Promise<boolean> {
  if (panelUrl !== null || panel !== null) return panelUrl !== null;
  return ((await settingsIn(agentSettings))?.['PANEL_URL'] ?? '') !== '';
}

/** null: the file is not there. */
async function settingsIn(name: string): Promise<Env | null> {
  const text = await textOf(join(settingsFolder, name));
  return text === null ? null : parseEnv(text);
}

const tasksOf = async (options: InstallOptions, layout: Layout, panel: Env): Promise<Task[]> => [
  folder(settingsFolder, rootOnly(0o755)),
  ...(options.agentOnly ? [] : await panelTasks(layout)),
  file(join(settingsFolder, agentSettings), rootOnly(0o644), await agentText(options, panel)),
  ...(options.token === null ? [] : [file(tokenFile, rootOnly(0o600), `${options.token}\n`)]),
  file(join(unitFolder, agentUnitName), rootOnly(0o644), agentUnit(layout)),
];

const tokenMissing = ({ agentOnly, token }: InstallOptions): string[] =>
  agentOnly && token === null && !existsSync(tokenFile)
    ? [`There is no token yet: make one in the panel under Servers and write it to ${tokenFile}, mode 600.`]
    : [];

/** The program as it lies here, compiled or not. */
function layoutOf(dataDir: string): Layout {
  const homes = ['../..', '../../..'].map((up) => join(import.meta.dirname, up));
  const scripts = homes.map((home) => join(home, 'bin/sublet.js'));
  const script = scripts.find((path) => existsSync(path));
  if (script === undefined) throw new Error(`bin/sublet.js is missing beside ${dirname(import.meta.dirname)}.`);
  return { node: process.execPath, script, settings: settingsFolder, dataDir };
}

async function agentText(options: InstallOptions, panel: Env): Promise<string> {
  const before = await textOf(join(settingsFolder, agentSettings));
  const text = before ?? '# Settings of the agent; “sublet agent --help” lists them all.\n';
  const values = options.agentOnly ? remote(options, parseEnv(text)) : local(panel);
  return Object.entries(values).reduce((all, [name, value]) => withSetting(all, name, value), text);
}

const local = (panel: Env): Record<string, string> => ({
  DATA_DIR: panel['DATA_DIR'] ?? usualDataDir,
  PORT: panel['PORT'] ?? '1500',
});

function remote({ panelUrl, token }: InstallOptions, known: Env): Record<string, string> {
  const url = panelUrl ?? known['PANEL_URL'] ?? '';
  if (url === '') throw new Error('Say where the panel is: --panel https://panel.example.com');
  const kept = token === null ? known['AGENT_TOKEN_FILE'] : undefined;
  return { PANEL_URL: url, AGENT_TOKEN_FILE: kept ?? tokenFile };
}

/** The panel's user, its folder, settings and unit. */
async function panelTasks(layout: Layout): Promise<Task[]> {
  const path = join(settingsFolder, panelSettings);
  const text =
    (await textOf(path)) ??
    `# Settings of the panel; “sublet serve --help” lists them all.\nDATA_DIR=${layout.dataDir}\nHOST=127.0.0.1\nPORT=1500\n`;
  const own = (mode: number) => async (): Promise<Look> => ({ ...(await panelIds()), mode });
  // It may hold the password of the database.
  const shared = async (): Promise<Look> => ({ uid: 0, gid: (await panelIds()).gid, mode: 0o640 });
  return [
    {
      what: `Make the system user ${panelUser}`,
      isDone: async () => (await userNamed(panelUser)) !== null,
      run: () => run('useradd', userOptions(layout)),
    },
    folder(layout.dataDir, own(0o700)),
    file(path, shared, text),
    file(join(unitFolder, panelUnitName), rootOnly(0o644), panelUnit(layout)),
  ];
}

const userOptions = ({ dataDir }: Layout): string[] => [
  ...['--system', '--user-group', '--no-create-home', '--home-dir', dataDir],
  ...['--shell', '/usr/sbin/nologin', '--comment', 'Sublet panel', panelUser],
];

/** -1 is nobody: so nothing is theirs before there is a user. */
const panelIds = async (): Promise<{ uid: number; gid: number }> =>
  (await userNamed(panelUser)) ?? { uid: -1, gid: -1 };

/** Known at once, or only after the task before. */
type LookOf = Look | (() => Promise<Look>);
const looked = async (look: LookOf): Promise<Look> => (typeof look === 'function' ? look() : look);

const folder = (path: string, look: LookOf): Task => ({
  what: `Make the folder ${path}`,
  isDone: async () => isThere(path, await looked(look), null),
  run: async () => putFolder(path, await looked(look)),
});

const file = (path: string, look: LookOf, text: string): Task => ({
  what: `Write ${path}`,
  isDone: async () => isThere(path, await looked(look), text),
  run: async () => putFile(path, await looked(look), text),
});

async function startUnits(
  units: readonly string[],
  { changed, dryRun }: { readonly changed: boolean; readonly dryRun: boolean },
  say: Say,
): Promise<void> {
  if (!hasSystemd()) {
    say(`systemd does not run here: start ${units.join(' and ')} by means of your own; the units show how.`);
    return;
  }
  if (dryRun) {
    say(`Would: Start ${units.join(' and ')}, now and with the machine`);
    return;
  }
  await run('systemctl', ['daemon-reload']);
  await run('systemctl', ['enable', '--quiet', ...units]);
  await run('systemctl', [changed ? 'restart' : 'start', ...units]);
  say(`Running: ${units.join(' and ')}`);
}
