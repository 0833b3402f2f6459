import { resolve } from 'node:path';
import { z } from 'zod';
import type { Installation } from './kernel/ctx.ts';
import {
  between,
  digits,
  helpOf,
  logLevel,
  readSettings,
  readSettingsFile,
  setting,
  tableOf,
  type Env,
  type Settings,
  type Values,
} from './kernel/settings.ts';
import { languages } from './lang/languages.ts';

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const origin = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin);
const isTimeZone = (name: string): boolean => Intl.supportedValuesOf('timeZone').concat('UTC').includes(name);

/** `true` would let anybody name any address as his own, so it is not offered: hops are counted or proxies are listed. */
const proxies = z.union([
  z.literal('off').transform(() => false as const),
  digits.pipe(z.number().min(1).max(10)),
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(address)),
]);

/** Every setting: `dataDir` is set by DATA_DIR. */
export const settings = {
  host: setting(
    '127.0.0.1',
    'Address to listen on; :: for all.',
    'an address such as 127.0.0.1',
    z.union([z.ipv4(), z.ipv6()]),
  ),
  port: setting('1500', 'Port to listen on.', 'a number from 1 to 65535', between(1, 65535)),
  dataDir: setting(
    './data',
    'Folder of the embedded database and of what the panel keeps.',
    'a folder',
    z
      .string()
      .min(1)
      .transform((path) => resolve(path)),
  ),
  databaseUrl: setting(
    '',
    'mysql://user:password@host:3306/name; several hosts of one cluster are separated by commas. Empty: an SQLite file in DATA_DIR.',
    'mysql://user:password@host:3306/name, or leave it empty',
    z
      .string()
      .regex(/^$|^(mysql|mariadb):\/\/[^\s/]+\/[^/\s]+$/)
      .transform((url) => (url === '' ? null : url)),
  ),
  pluginsDir: setting(
    '',
    'Folder of plugins, each a folder with a plugin.xml. Empty: “plugins” beside the program.',
    'a folder, or leave it empty',
    z.string().transform((path) => (path === '' ? null : resolve(path))),
  ),
  publicUrl: setting(
    '',
    'Where browsers find the panel, such as https://panel.example.com; https makes cookies secure. Empty: as asked for, plain http.',
    'an address such as https://panel.example.com, without a path',
    z.union([z.literal(''), origin]),
  ),
  smtpUrl: setting(
    '',
    'Mail server that takes our mail, such as smtp://user:password@mail.example.com:587 (smtps:// for TLS from the start). Empty: no mail is sent.',
    'an address such as smtp://user:password@mail.example.com:587',
    z.union([z.literal(''), z.url({ protocol: /^smtps?$/ })]),
  ),
  mailFrom: setting(
    'sublet@localhost',
    'Sender of our mail: an address, or a name with an address.',
    'an address such as panel@example.com, or Example Hosting <panel@example.com>',
    z.string().regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/),
  ),
  mailReplyDomain: setting(
    '',
    'Domain whose mail to reply+… is handed to “sublet mail”: answers by mail then stand in their ticket. Empty: mail cannot be answered.',
    'a domain such as reply.example.com, or leave it empty',
    z.string().regex(/^$|^[a-z0-9.-]+$/),
  ),
  workers: setting('1', 'Processes that answer requests.', 'a number from 1 to 64', between(1, 64)),
  trustProxy: setting(
    'off',
    'Whose X-Forwarded-For is believed: off, the number of proxies in front, or their addresses separated by commas.',
    'off, a number of proxies from 1 to 10, or addresses such as 127.0.0.1,10.0.0.0/8',
    proxies,
  ),
  apiBodyLimit: setting(
    '32',
    'Megabytes that one call of the API may carry.',
    'megabytes from 1 to 1024',
    between(1, 1024).transform((megabytes) => megabytes * 2 ** 20),
  ),
  logLevel,
  sessionIdle: setting(
    '60',
    'Minutes without a request after which a session ends.',
    'minutes from 5 to 1440',
    between(5, 1440).transform((minutes) => minutes * 60_000),
  ),
  sessionMax: setting(
    '12',
    'Hours after sign-in after which a session ends.',
    'hours from 1 to 720',
    between(1, 720).transform((hours) => hours * 3_600_000),
  ),
  defaultLanguage: setting(
    'en',
    'Language of who has not chosen one.',
    `one of ${Object.keys(languages).join(', ')}`,
    z.enum(Object.keys(languages) as (keyof typeof languages)[]),
  ),
  defaultTimeZone: setting(
    'UTC',
    'Time zone of who has not chosen one.',
    'a name such as Europe/Berlin',
    z.string().refine(isTimeZone),
  ),
} as const satisfies Settings;

/** Times are milliseconds, `trustProxy` is what Express takes. */
export type Config = Values<typeof settings>;

/** What services get to know of the settings. */
export const installationOf = (config: Config): Installation => ({
  dataDir: config.dataDir,
  publicUrl: config.publicUrl,
  lang: config.defaultLanguage,
  tz: config.defaultTimeZone,
  mail:
    config.smtpUrl === ''
      ? null
      : { from: config.mailFrom, replyDomain: config.mailReplyDomain === '' ? null : config.mailReplyDomain },
});

/** Settings from the environment and, below it, the file SUBLET_CONFIG names. Throws ConfigError. */
export function readConfig(env: Env): Config {
  const file = env['SUBLET_CONFIG'];
  const given = file !== undefined && file !== '' ? readSettingsFile(settings, file, 'SUBLET_CONFIG') : {};
  return readSettings(settings, { ...given, ...env });
}

/** One line a setting, for `--help`. */
export const settingsHelp = (): string => helpOf(settings);

/** The same as a Markdown table, for the README. */
export const settingsTable = (): string => tableOf(settings);
