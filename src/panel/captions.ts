import type { MessageValues } from '../kernel/errors.ts';
import type { Lang } from '../lang/languages.ts';
import type { Manifest } from './manifest.ts';

/** The text of a module: `caption('reseller', 'ask_delete', { count: 3 })`. English when the language lacks it, the key when nobody has it. */
export type Caption = (name: string, key: string, values?: MessageValues) => string;

/** Declared here, spoken below: see caption tests. */
export function captions(manifest: Manifest, lang: Lang): Caption {
  return (name, key) => manifest.captions[lang].get(name)?.[key] ?? manifest.captions.en.get(name)?.[key] ?? key;
}
