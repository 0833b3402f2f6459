import type { Lang } from './languages.ts';

/** What is counted: rows, or bytes of disk (binary units), of traffic (decimal ones) or of files (binary, from kibi on). */
export type AmountUnit = 'count' | 'disk' | 'traffic' | 'file';
export type Rounding = 'near' | 'up' | 'down';

export interface Scale {
  readonly factor: number;
  readonly name: string;
}

const names: Readonly<Record<Lang, Record<'disk' | 'traffic', readonly string[]>>> = {
  en: { disk: ['MiB', 'GiB', 'TiB', 'PiB'], traffic: ['MB', 'GB', 'TB', 'PB'] },
  ru: { disk: ['МиБ', 'ГиБ', 'ТиБ', 'ПиБ'], traffic: ['МБ', 'ГБ', 'ТБ', 'ПБ'] },
};

/** The units of bytes in one language, from mega upwards. */
export const scalesIn = (lang: Lang): Record<'disk' | 'traffic', readonly Scale[]> => ({
  disk: scales(names[lang].disk, 1024),
  traffic: scales(names[lang].traffic, 1000),
});

/** The unit of small files. */
export const kibiIn = (lang: Lang): string => ({ en: 'KiB', ru: 'КиБ' })[lang];

const scales = (unitNames: readonly string[], step: number): Scale[] =>
  unitNames.map((name, index) => ({ factor: step ** (index + 2), name }));

const modes = { near: 'halfExpand', up: 'ceil', down: 'floor' } as const;

/**
 * Amounts as the fields of a form take them: bytes in GiB or GB, those of files in the unit that fits. A message that says "enter x or more" has to round up
 * and one that says "or less" down, or the number it names would be refused in turn.
 */
export function fieldAmounts(lang: Lang): (amount: number, unit: AmountUnit, rounding: Rounding) => string {
  const counts = new Intl.NumberFormat(lang);
  // Without grouping, since what is shown here is typed back.
  const made = (rounding: Rounding) =>
    new Intl.NumberFormat(lang, { useGrouping: false, maximumFractionDigits: 2, roundingMode: modes[rounding] });
  const numbers = { near: made('near'), up: made('up'), down: made('down') };
  const byUnit = scalesIn(lang);
  const files = [{ factor: 1024, name: kibiIn(lang) }, ...byUnit.disk];
  return (amount, unit, rounding) => {
    if (unit === 'count') return counts.format(amount);
    const scale = unit === 'file' ? (files.findLast(({ factor }) => amount >= factor) ?? files[0]) : byUnit[unit][1];
    return scale === undefined ? String(amount) : `${numbers[rounding].format(amount / scale.factor)} ${scale.name}`;
  };
}
