import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';

export interface Setting<T> {
  readonly fallback: string;
  readonly help: string;
  /** What a right value looks like; ends the sentence "PORT is wrong: write …". */
  readonly cure: string;
  readonly schema: z.ZodType<T, string>;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type Values<S extends Settings> = { readonly [K in keyof S]: z.output<S[K]['schema']> };
export type Env = Readonly<Record<string, string | undefined>>;

export const setting = <T>(fallback: string, help: string, cure: string, schema: z.ZodType<T, string>): Setting<T> => ({
  fallback,
  help,
  cure,
  schema,
});

export const digits = z.string().regex(/^\d+$/).transform(Number);
export const between = (min: number, max: number): z.ZodType<number, string> =>
  digits.pipe(z.number().min(min).max(max));

export const logLevel = setting(
  'info',
  'Least level that is logged.',
  'one of fatal, error, warn, info, debug, trace, silent',
  z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
);

/** A wrong setting, said in one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The variable of a setting: `dataDir` is DATA_DIR. */
export const variableOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

// These addresses hold a password, and what is wrong with one ends up in a log.
const hidden = ['DATABASE_URL', 'SMTP_URL'];

/** All settings from what was given. Throws ConfigError. */
export function readSettings<S extends Settings>(settings: S, given: Env): Values<S> {
  const values = Object.entries(settings).map(([name, one]) => [name, readSetting(name, one, given)]);
  return Object.fromEntries(values) as Values<S>;
}

function readSetting(name: string, { schema, fallback, cure }: Setting<unknown>, given: Env): unknown {
  const variable = variableOf(name);
  const text = given[variable]?.trim() ?? '';
  const read = schema.safeParse(text === '' ? fallback : text);
  if (read.success) return read.data;
  const shown = hidden.includes(variable) ? '' : ` “${text.slice(0, 100)}”`;
  throw new ConfigError(`${variable}${shown} is wrong: write ${cure}.`);
}

/** The lines of a settings file. Throws ConfigError; `namedBy` is the variable that names the file. */
export function readSettingsFile(settings: Settings, path: string, namedBy: string): Env {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`${namedBy} names ${path}, which cannot be read: check that it exists and who may read it.`);
  }
  const given = parseEnv(text);
  const known = Object.keys(settings).map(variableOf);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new ConfigError(`${path} sets ${unknown}, which is no setting: use ${known.join(', ')}.`);
  return given;
}

/** One line a setting, for `--help`. */
export function helpOf(settings: Settings): string {
  const rows = Object.entries(settings).map(
    ([name, { fallback, help }]) => [variableOf(name), `${help}${fallback === '' ? '' : ` [${fallback}]`}`] as const,
  );
  const width = Math.max(...rows.map(([variable]) => variable.length)) + 2;
  return rows.map(([variable, help]) => `  ${variable.padEnd(width)}${help}`).join('\n');
}

/** The same as a Markdown table. */
export function tableOf(settings: Settings): string {
  const rows = Object.entries(settings).map(
    ([name, { fallback, help }]) =>
      `| \`${variableOf(name)}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${help} |`,
  );
  return ['| setting | default | |', '| --- | --- | --- |', ...rows].join('\n');
}
