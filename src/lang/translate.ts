import { createInstance } from 'i18next';
import type { MessageValues } from '../kernel/errors.ts';
import { en } from './en.ts';
import type { Lang } from './languages.ts';
import type { MessageKey } from './messages.ts';
import { ru } from './ru.ts';

export type Translate = (key: MessageKey, values?: MessageValues) => string;
/** The same for texts whose keys are not known to the compiler: captions of plugins. */
export type TranslateAny = (key: string, values?: MessageValues) => string;

/** Speaks one language over any set of texts; keys that are missing are answered as they are. */
export function speaker(lang: Lang, texts: Readonly<Record<string, string>>): TranslateAny {
  const i18n = createInstance();
  void i18n.init({
    lng: lang,
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    // Templates escape; doing it here too would show &amp; to people.
    interpolation: { escapeValue: false, skipOnVariables: true },
    resources: { [lang]: { translation: texts } },
  });
  const numbers = new Intl.NumberFormat(lang);
  return (key, values) => {
    if (values === undefined) return texts[key] ?? key;
    const shown: Record<string, string> = {};
    for (const [name, value] of Object.entries(values)) shown[name] = typeof value === 'number' ? numbers.format(value) : value;
    const count = values['count'];
    // What people typed must not be read as a reference to another message, hence no nesting.
    return i18n.t(key, { nest: false, replace: shown, ...(typeof count === 'number' && { count }) });
  };
}

const speakers: Readonly<Record<Lang, TranslateAny>> = { en: speaker('en', en), ru: speaker('ru', ru) };

/** The messages of the panel in one language. Plural messages need a number `count`. */
export function translator(lang: Lang): Translate {
  return speakers[lang];
}
