import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { z } from 'zod';
import { levels, type Level } from '../kernel/ctx.ts';

const Msg = z.object({ $name: z.string().min(1), '#text': z.string() });
const Messages = z.object({ $name: z.string().min(1), msg: z.array(Msg).default([]) });
const Language = z.object({ $name: z.string().min(1), messages: z.array(Messages).default([]) });
const Func = z.object({ $name: z.string().min(1), $level: z.string() });
const Handler = z.object({ func: z.array(Func).default([]) });
const Item = z.object({
  $name: z.string().min(1),
  $action: z.string().optional(),
  $image: z.string().default('point'),
});
const Section = Item.extend({ node: z.array(Item).default([]) });
const Menu = z.object({ $level: z.string(), node: z.array(Section).default([]) });
const Plugin = z.object({ $name: z.string().regex(/^[a-z][a-z0-9_]*$/), $version: z.string().min(1) });

/** One plugin.xml: the parts of COREmanager's format that the panel reads; the rest of it is for ISPmanager. */
const PluginXml = z.object({
  mgrdata: z
    .array(
      z.object({
        plugin: z.array(Plugin).length(1),
        mainmenu: z.array(Menu).default([]),
        handler: z.array(Handler).default([]),
        lang: z.array(Language).default([]),
      }),
    )
    .length(1),
});

export type PluginXml = z.infer<typeof PluginXml>['mgrdata'][number];
export type MenuXml = z.infer<typeof Section>;
export type ItemXml = z.infer<typeof Item>;

const lists = new Set(['mgrdata', 'plugin', 'mainmenu', 'node', 'handler', 'func', 'lang', 'messages', 'msg']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '$',
  parseTagValue: false,
  alwaysCreateTextNode: true,
  isArray: (tag, _path, _leaf, isAttribute) => !isAttribute && lists.has(tag),
});

/** Reads one file; what is wrong with it is said with its name. */
export function readPluginFile(file: string): PluginXml {
  try {
    const xml = readFileSync(file, 'utf8');
    // A menu needs no entities of its own, and they are how XML reads other files and fills the memory.
    if (/<!doctype|<!entity/i.test(xml)) throw new Error('a document type or entity declaration is not allowed');
    SyntaxValidator.validate(xml);
    const parsed = PluginXml.safeParse(parser.parse(xml));
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
    const [plugin] = parsed.data.mgrdata;
    if (plugin === undefined) throw new Error('there is no <mgrdata>');
    return plugin;
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** COREmanager's numbers: 30 is the superuser, an administrator to us; 0 is nobody. */
const numbers: Readonly<Record<string, readonly Level[]>> = {
  '0': [],
  '16': ['user'],
  '28': ['reseller'],
  '29': ['admin'],
  '30': ['admin'],
};

/** `16 29`, `reseller`, `user+` (and all above), in the order admin, reseller, user. */
export function readLevels(text: string): Level[] {
  const named = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap(readLevel);
  return levels.filter((level) => named.includes(level));
}

function readLevel(word: string): readonly Level[] {
  const bare = word.replace(/\+$/, '');
  const found = Object.hasOwn(numbers, bare) ? numbers[bare] : levels.filter((level) => level === bare);
  if (found === undefined || (found.length === 0 && bare !== '0')) throw new Error(`“${word}” is no level`);
  const [lowest] = found;
  return word.endsWith('+') && lowest !== undefined ? levels.slice(0, levels.indexOf(lowest) + 1) : found;
}
