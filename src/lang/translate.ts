import { createInstance } from 'i18next';
import type { MessageValues } from '../kernel/errors.ts';
import { fieldAmounts } from './amounts.ts';
import { en } from './en.ts';
import type { Lang } from './languages.ts';
import type { MessageKey } from './messages.ts';
import { ru } from './ru.ts';

/** More than there are texts, and what is asked for in vain besides. */
const mostPatterns = 10_000;

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
    resources: { [lang]: { translation: texts } },
  });
  const show = shower(lang);
  const plurals = new Intl.PluralRules(lang);
  const patterns = new Map<string, string>();
  /** i18next chooses the text, once for each key and plural form: filling one in itself takes it several times as long as all else. */
  const pattern = (key: string, count: unknown): string => {
    const id = typeof count === 'number' ? `${key} ${plurals.select(count)}` : key;
    const known = patterns.get(id);
    if (known !== undefined) return known;
    const text = i18n.t(key, { skipInterpolation: true, nest: false, ...(typeof count === 'number' && { count }) });
    if (patterns.size < mostPatterns) patterns.set(id, text);
    return text;
  };
  return (key, values) =>
    values === undefined ? pattern(key, undefined) : filled(pattern(key, values['count']), show(values));
}

/** In one go, so that what people typed is never taken for a placeholder. */
const filled = (pattern: string, shown: Readonly<Record<string, string>>): string =>
  pattern.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, name: string) =>
    Object.hasOwn(shown, name) ? (shown[name] ?? '') : placeholder,
  );

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
