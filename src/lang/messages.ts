import { en } from './en.ts';
import type { BaseKey } from './plural.ts';

/** A message by its key; of a plural one the key without its suffix, and then `count` must be among the values. */
export type MessageKey = BaseKey<typeof en>;

const keys = new Set(Object.keys(en).map((key) => key.replace(/_(one|other)$/, '')));

/** A schema names its own message by giving its key as zod's error text. */
export const isMessageKey = (text: string): text is MessageKey => keys.has(text);
