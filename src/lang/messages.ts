import type { en } from './en.ts';
import type { BaseKey } from './plural.ts';

/** A message by its key; of a plural one the key without its suffix, and then `count` must be among the values. */
export type MessageKey = BaseKey<typeof en>;
