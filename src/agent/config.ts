import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import {
  between,
  ConfigError,
  helpOf,
  logLevel,
  readSettings,
  readSettingsFile,
  setting,
  type Env,
  type Settings,
} from '../kernel/settings.ts';
import { isLoopback } from './listener.ts';
import { defaultPaths, type Paths } from './paths.ts';

/** Where `sublet agent install` writes them; read when SUBLET_AGENT_CONFIG names no other file. */
export const agentSettingsFile = '/etc/sublet/agent.env';

const folder = (fallback: string, help: string): ReturnType<typeof setting<string>> =>
  setting(fallback, help, `a folder such as ${fallback}`, z.string().refine(isAbsolute));
const port = (fallback: number, help: string): ReturnType<typeof setting<number>> =>
  setting(String(fallback), help, 'a number from 1 to 65535', between(1, 65535));

const settings = {
  panelUrl: setting(
    '',
    'Where the panel is, such as https://panel.example.com. Empty: on this machine, at PORT.',
    'an address such as https://panel.example.com, without a path',
    z.union([
      z.literal('').transform(() => null),
      z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin),
    ]),
  ),
  allowHttp: setting(
    'no',
    'Whether a PANEL_URL on another machine may be plain http, which anybody on the way can read.',
    'yes or no',
    z.enum(['yes', 'no']).transform((text) => text === 'yes'),
  ),
  port: port(1500, 'Port of the panel on this machine.'),
  dataDir: setting(
    './data',
    'Folder of the panel on this machine: it puts the token there.',
    'a folder',
    z
      .string()
      .min(1)
      .transform((path) => resolve(path)),
  ),
  agentTokenFile: setting(
    '',
    'File with the token that the panel has given for this server. Empty: agent.token in DATA_DIR.',
    'a file, or leave it empty',
    z.string().transform((path) => (path === '' ? null : resolve(path))),
  ),
  logLevel,
  homeDir: folder(defaultPaths.home, 'Folder of the home directories.'),
  stateDir: folder(defaultPaths.state, 'Folder of certificates, configurations and what the agent remembers.'),
  runDir: folder(defaultPaths.run, 'Folder of sockets and process ids.'),
  webLogDir: folder(defaultPaths.log, 'Folder of the access log of all sites.'),
  archiveDir: folder(defaultPaths.archive, 'Folder of the archived homes of deleted accounts.'),
  httpPort: port(defaultPaths.http, 'Port of the sites.'),
  httpsPort: port(defaultPaths.https, 'Port of the sites with HTTPS.'),
} as const satisfies Settings;

export interface AgentConfig {
  /** An origin. */
  readonly panelUrl: string;
  readonly tokenFile: string;
  readonly logLevel: string;
  readonly paths: Paths;
}

/** Settings from the environment and, below it, the agent's file. Throws ConfigError. */
export function readAgentConfig(env: Env, usualFile = agentSettingsFile): AgentConfig {
  const named = env['SUBLET_AGENT_CONFIG'] ?? '';
  const file = named === '' && existsSync(usualFile) ? usualFile : named;
  const given = file === '' ? {} : readSettingsFile(settings, file, 'SUBLET_AGENT_CONFIG');
  const values = readSettings(settings, { ...given, ...env });
  const panelUrl = values.panelUrl ?? `http://127.0.0.1:${values.port}`;
  if (!values.allowHttp && !isPrivate(panelUrl))
    throw new ConfigError(
      'PANEL_URL is plain http on another machine, and passwords and keys would be read on the way: write https://, or set ALLOW_HTTP=yes when the network is yours alone.',
    );
  return {
    panelUrl,
    tokenFile: values.agentTokenFile ?? join(values.dataDir, 'agent.token'),
    logLevel: values.logLevel,
    paths: {
      home: values.homeDir,
      state: values.stateDir,
      run: values.runDir,
      log: values.webLogDir,
      archive: values.archiveDir,
      http: values.httpPort,
      https: values.httpsPort,
    },
  };
}

/** Nobody else can read what is said. */
function isPrivate(url: string): boolean {
  const address = new URL(url);
  return address.protocol === 'https:' || isLoopback(address);
}

/** One line a setting, for `--help`. */
export const agentSettingsHelp = (): string => helpOf(settings);
