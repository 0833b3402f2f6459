import { fold } from '../kernel/fold.ts';
import type { Random } from './random.ts';
import { hosts, tongues, type Tongue } from './words.ts';

export interface Person {
  readonly tongue: Tongue;
  readonly shown: string;
  /** The name in a–z. */
  readonly given: string;
  readonly family: string;
}

const shownPart = (word: string): string => word.split(':', 1)[0] ?? word;
const plainPart = (word: string): string => fold(word.split(':').at(-1) ?? word);

export function somebody(random: Random): Person {
  const tongue = random.pick(tongues);
  const { given, family } = random.pick(tongue.people);
  const first = random.pick(given);
  const last = random.pick(family);
  return { tongue, shown: `${shownPart(first)} ${shownPart(last)}`, given: plainPart(first), family: plainPart(last) };
}

/** Gives out each name once: the second `weber` is `weber2`. */
export class Names {
  readonly #taken = new Map<string, number>();

  unique(name: string, join = (base: string, n: number): string => `${base}${n}`): string {
    const n = (this.#taken.get(name) ?? 0) + 1;
    this.#taken.set(name, n);
    return n === 1 ? name : this.unique(join(name, n), join);
  }
}

export function accountName(random: Random, { given, family }: Person): string {
  return random.pick([family, `${given.slice(0, 1)}${family}`, `${given}${family.slice(0, 1)}`, `${family}-${given}`]);
}

export const companyName = (random: Random): string => random.pick(hosts.begin) + random.pick(hosts.end);

/** A domain as the person would choose it, in its own letters: `bäckerei-müller.de`, `мебель-петров.рф`. */
export function domainOf(random: Random, { tongue, shown, family }: Person, names: Names): string {
  const ending = random.pick(tongue.endings);
  const trade = random.pick(tongue.trades);
  const own = ending === 'рф' || (!trade.includes(':') && random.chance(0.35));
  const last = own ? (shown.split(' ').at(-1) ?? family).toLowerCase() : family;
  const word = own ? shownPart(trade) : plainPart(trade);
  const label = random.pick([`${word}-${last}`, `${last}-${word}`, `${word}${last}`]);
  return names.unique(`${label}.${ending}`, (domain, n) => domain.replace('.', `${n}.`));
}
