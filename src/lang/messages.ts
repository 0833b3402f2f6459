import { en } from './en.ts';
import type { BaseKey } from './plural.ts';

/** A message by its key; of a plural one the key without its suffix, and then `count` must be among the values. */
export type MessageKey = BaseKey<typeof en>;

const keys: ReadonlySet<string> = new Set(Object.keys(en).map(baseOf));

/** Schemas carry message keys as plain text; this tells them from zod's own words. */
export const isMessageKey = (text: string): text is MessageKey => keys.has(text);

function baseOf(key: string): string {
  const base = key.replace(/_(one|other)$/, '');
  return Object.hasOwn(en, `${base}_one`) && Object.hasOwn(en, `${base}_other`) ? base : key;
}
