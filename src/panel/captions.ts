import type { MessageValues } from '../kernel/errors.ts';
import type { Lang } from '../lang/languages.ts';
import { speaker, type TranslateAny } from '../lang/translate.ts';
import type { Manifest } from './manifest.ts';

/** The text of a module: `caption('reseller', 'ask_delete', { count: 3 })`. English when the language lacks it, the key when nobody has it. */
export type Caption = (name: string, key: string, values?: MessageValues) => string;

const made = new WeakMap<Manifest, Map<Lang, Caption>>();

/** The captions of all plugins in one language; made once for each. */
export function captions(manifest: Manifest, lang: Lang): Caption {
  const ofManifest = made.get(manifest) ?? new Map<Lang, Caption>();
  made.set(manifest, ofManifest);
  const known = ofManifest.get(lang);
  if (known) return known;
  const caption = captionIn(manifest, lang);
  ofManifest.set(lang, caption);
  return caption;
}

function captionIn(manifest: Manifest, lang: Lang): Caption {
  const own = speakerOf(manifest, lang);
  const english: TranslateAny = lang === 'en' ? (key) => key : speakerOf(manifest, 'en');
  return (name, key, values) => {
    const full = fullKey(name, key);
    const said = own(full, values);
    if (said !== full) return said;
    const fallback = english(full, values);
    return fallback === full ? key : fallback;
  };
}

const fullKey = (name: string, key: string): string => `${name}/${key}`;

function speakerOf(manifest: Manifest, lang: Lang): TranslateAny {
  const texts = [...manifest.captions[lang]].flatMap(([name, own]) =>
    [...own].map(([key, text]): [string, string] => [fullKey(name, key), text]),
  );
  return speaker(lang, Object.fromEntries(texts));
}
