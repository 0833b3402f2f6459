import { kibiIn, scalesIn, type Scale } from '../lang/amounts.ts';
import type { Lang } from '../lang/languages.ts';
import type { Unit } from '../panel/define.ts';

/** What a usage cell shows; `value` is the length of its bar, 0 to 100. */
export interface UsageText {
  used: string;
  max: string;
  percent: string | null;
  value: number;
  tone: 'ok' | 'warn' | 'bad';
}

export interface Formats {
  number(value: number): string;
  /** Bytes in MiB, GiB, TiB. */
  disk(bytes: number): string;
  /** Bytes of one file, from KiB upwards. */
  fileSize(bytes: number): string;
  /** Bytes in MB, GB, TB. */
  traffic(bytes: number): string;
  /** An amount by its unit: a plain count, disk or traffic. */
  amount(value: number, unit: Unit): string;
  /** Used of an amount, both in the unit that fits the limit; `max` null is no limit. */
  usage(used: number, max: number | null, unit: Unit): UsageText;
  /** A ratio, rounded down so that only what is full reads 100 %. */
  percent(ratio: number): string;
  /** "3 wk. ago", and a date when it is more than a year. */
  relative(at: number, now: number): string;
  /** To the second, with the zone. */
  exact(at: number): string;
  date(at: number): string;
  /** Of milliseconds the two largest units: "1 h 25 min". */
  duration(ms: number): string;
}

const mostRemembered = 4000;

/** Lists are looked at again and again, and `Intl` takes a microsecond or two for each of their cells. */
function remembering<T>(write: (value: number) => T): (value: number) => T {
  const written = new Map<number, T>();
  return (value) => {
    const known = written.get(value);
    if (known !== undefined) return known;
    if (written.size >= mostRemembered) written.clear();
    const text = write(value);
    written.set(value, text);
    return text;
  };
}

/** ISO 8601 in UTC, as machines read it. */
export const iso = remembering((at) => new Date(at).toISOString());

const infinity = '∞';
/** From here a bar is amber, and then red. */
const warnAt = 0.75;
const badAt = 0.9;

/** The largest unit that leaves at least 1, or the next when three digits would round up to 1000. */
const scaleFor = (bytes: number, among: readonly Scale[]): Scale =>
  among.reduce((best, scale) => (Math.abs(bytes) >= 999.5 * best.factor ? scale : best));

/** A limit as it is written, and the unit that what is used of it is told in. */
interface Limit {
  readonly text: string;
  readonly scale: Scale | null;
}

const periods = [
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const year = 31_557_600_000;

type Times = 'relative' | 'exact' | 'date' | 'duration';

function timesIn(lang: Lang, tz: string): Pick<Formats, Times> {
  const ago = new Intl.RelativeTimeFormat(lang, { style: 'short' });
  const spans = periods.map(([unit, length]) => ({ length, write: remembering((n) => ago.format(n, unit)) }));
  const now = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(0, 'second');
  const exact = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'long', timeZone: tz });
  const date = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: tz });
  const dated = remembering((at) => date.format(at));
  return {
    relative(at, reference) {
      const away = at - reference;
      if (Math.abs(away) >= year) return dated(at);
      const span = spans.find(({ length }) => Math.abs(away) >= length);
      return span ? span.write(Math.trunc(away / span.length)) : now;
    },
    exact: remembering((at) => exact.format(at)),
    date: dated,
    duration: durationIn(lang),
  };
}

const lengths = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function durationIn(lang: Lang): Formats['duration'] {
  const units = lengths.map(([unit, length]) => {
    const words = new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short' });
    return { length, write: remembering((n) => words.format(n)) };
  });
  return (ms) => {
    const first = units.findIndex(({ length }) => ms >= length);
    const [large, small] = first < 0 ? units.slice(-1) : units.slice(first, first + 2);
    if (!large) return '';
    const rest = small ? Math.floor((ms % large.length) / small.length) : 0;
    const written = large.write(Math.floor(ms / large.length));
    return small && rest > 0 ? `${written} ${small.write(rest)}` : written;
  };
}

/** From here three digits of KiB would round up to 1000. */
const leastOfDisk = 999.5 * 1024;

/** Files are smaller than quotas. */
function filesIn(lang: Lang, { number, disk }: Pick<Formats, 'number' | 'disk'>): Pick<Formats, 'fileSize'> {
  const kibi = (bytes: number): string => `${number(Math.max(1, Math.round(bytes / 1024)))} ${kibiIn(lang)}`;
  return { fileSize: (bytes) => (bytes < leastOfDisk ? kibi(bytes) : disk(bytes)) };
}

function amountsIn(lang: Lang): Omit<Formats, Times | 'fileSize'> {
  const counts = new Intl.NumberFormat(lang);
  const short = new Intl.NumberFormat(lang, {
    maximumSignificantDigits: 3,
    maximumFractionDigits: 2,
    roundingPriority: 'lessPrecision',
  });
  const three = remembering((value) => short.format(value));
  const byUnit = scalesIn(lang);
  const least = `< ${short.format(0.01)}`;

  const number = remembering((value) => counts.format(value));
  const percent = percentsBy(new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 }));
  const inScale = (bytes: number, scale: Scale): string => {
    const value = bytes / scale.factor;
    return value > 0 && value < 0.005 ? least : three(value);
  };
  const bytes = (value: number, unit: 'disk' | 'traffic'): string => {
    const scale = scaleFor(value, byUnit[unit]);
    return `${inScale(value, scale)} ${scale.name}`;
  };
  const amount = (value: number, unit: Unit): string => (unit === 'count' ? number(value) : bytes(value, unit));
  const scaleOf = (value: number, unit: Unit): Scale | null =>
    unit === 'count' ? null : scaleFor(value, byUnit[unit]);
  const usedOf = (value: number, scale: Scale | null): string =>
    scale === null ? number(value) : inScale(value, scale);
  return {
    ...{ number, percent, amount },
    disk: (value) => bytes(value, 'disk'),
    traffic: (value) => bytes(value, 'traffic'),
    usage: usageBy({ amount, percent, scaleOf, usedOf }),
  };
}

interface Writers extends Pick<Formats, 'amount' | 'percent'> {
  readonly scaleOf: (value: number, unit: Unit) => Scale | null;
  readonly usedOf: (value: number, scale: Scale | null) => string;
}

/** Limits are round numbers, the same in many rows: each is written once. */
function usageBy({ amount, percent, scaleOf, usedOf }: Writers): Formats['usage'] {
  const limits = (unit: Unit): ((max: number) => Limit) =>
    remembering((max) => ({ text: amount(max, unit), scale: scaleOf(max, unit) }));
  const byUnit = { count: limits('count'), disk: limits('disk'), traffic: limits('traffic') };
  return (used, max, unit) => {
    if (max === null) return { used: amount(used, unit), max: infinity, percent: null, value: 0, tone: 'ok' };
    const share = shareOf(used, max);
    const { text, scale } = byUnit[unit](max);
    return {
      used: usedOf(used, scale),
      max: text,
      percent: percent(share),
      value: Math.min(100, hundredths(share)),
      tone: toneOf(share),
    };
  };
}

/** A page is full of percents, and they are always the same: they are written out once. */
function percentsBy(ratios: Intl.NumberFormat): Formats['percent'] {
  const upTo100 = Array.from({ length: 101 }, (_none, n) => ratios.format(n / 100));
  return (ratio) => upTo100[hundredths(ratio)] ?? ratios.format(hundredths(ratio) / 100);
}

/** Rounded down, past the noise of binary fractions: 0.29 is 29 and not 28. */
const hundredths = (ratio: number): number => Math.floor(ratio * 100 + 1e-9);

/** Nothing of nothing is not full, and anything of nothing is. */
function shareOf(used: number, max: number): number {
  if (max > 0) return used / max;
  return used > 0 ? 1 : 0;
}

function toneOf(share: number): UsageText['tone'] {
  if (share >= badAt) return 'bad';
  return share >= warnAt ? 'warn' : 'ok';
}

const made = new Map<string, Formats>();

/** How numbers, amounts and times read to one person; an unknown zone is UTC. Made once for each language and zone. */
export function formats(lang: Lang, tz: string): Formats {
  const key = `${lang} ${tz}`;
  const known = made.get(key);
  if (known) return known;
  const amounts = amountsIn(lang);
  const fresh = { ...amounts, ...filesIn(lang, amounts), ...timesIn(lang, isZone(tz) ? tz : 'UTC') };
  if (isZone(tz)) made.set(key, fresh);
  return fresh;
}

/** Whether this is a time zone that the runtime knows: an IANA name, never an offset. */
export function isZone(tz: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: tz }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
