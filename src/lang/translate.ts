import { createInstance } from 'i18next';
import type { MessageValues } from '../kernel/errors.ts';
import { fieldAmounts } from './amounts.ts';
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
  const show = shower(lang);
  return (key, values) => {
    // Most calls carry no values, and those are asked for a hundred times a page.
    if (values === undefined) return Object.hasOwn(texts, key) ? (texts[key] ?? key) : key;
    const count = values['count'];
    // What people typed must not be read as a reference to another message, hence no nesting.
    return i18n.t(key, { nest: false, replace: show(values), ...(typeof count === 'number' && { count }) });
  };
}

/** Values as text. An amount `x` can also be had rounded up and down, as `x_up` and `x_down`. */
function shower(lang: Lang): (values: MessageValues) => Record<string, string> {
  const numbers = new Intl.NumberFormat(lang);
  const amounts = fieldAmounts(lang);
  return (values) => {
    const shown: Record<string, string> = {};
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') shown[name] = value;
      else if (typeof value === 'number')
        shown[name] = shown[`${name}_up`] = shown[`${name}_down`] = numbers.format(value);
      else {
        shown[name] = amounts(value.amount, value.unit, 'near');
        shown[`${name}_up`] = amounts(value.amount, value.unit, 'up');
        shown[`${name}_down`] = amounts(value.amount, value.unit, 'down');
      }
    }
    return shown;
  };
}

const speakers: Readonly<Record<Lang, TranslateAny>> = { en: speaker('en', en), ru: speaker('ru', ru) };

/** The messages of the panel in one language. Plural messages need a number `count`. */
export function translator(lang: Lang): Translate {
  return speakers[lang];
}
