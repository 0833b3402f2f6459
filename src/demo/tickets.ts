import type { PlannedProvider, PlannedReseller, PlannedUser } from './plan.ts';
import type { Random } from './random.ts';
import type { Step } from './steps.ts';
import { announcements, categories, resellerTalks, saved, type Talk, type Turn } from './talks.ts';
import { langs, userTalks } from './user-talks.ts';
import { tongues } from './words.ts';

interface Setting {
  readonly random: Random;
  readonly plan: PlannedProvider;
  /** What has happened to accounts: nobody whom it happened to is talked with. */
  readonly incidents: readonly Step[];
  /** Those whose sign-ins are printed: they have asked first. */
  readonly spared: readonly string[];
  readonly now: number;
}

interface Pair {
  readonly client: string;
  readonly provider: string;
  readonly talk: Talk;
  /** Hours since it has begun. */
  readonly ago: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** The support of this provider and of its larger resellers: its categories, its targets, and what people have asked. */
export function conversations({ random, plan, incidents, spared, now }: Setting): Step[] {
  const met = new Set(incidents.map(({ elid }) => elid));
  const resellers = plan.resellers
    .filter(({ name, users, at }) => !met.has(name) && users.length > 0 && at < now - 150 * day)
    .sort((a, b) => b.users.length - a.users.length);
  const large = resellers.slice(0, 4);
  const settled = (users: readonly PlannedUser[]): PlannedUser[] =>
    users
      .filter(({ name, at }) => spared.includes(name) || (!met.has(name) && at < now - 60 * day))
      .sort((a, b) => Number(spared.includes(b.name)) - Number(spared.includes(a.name)));
  const pairs = [
    ...large.flatMap(({ name, users }, index) => asked(random, name, settled(users).slice(0, index === 0 ? 14 : 5))),
    ...asked(random, 'root', settled(plan.users).slice(0, 4)),
    ...fromResellers(random, resellers.slice(0, resellerTalks.length)),
  ];
  const desks = ['root', ...large.map(({ name }) => name)];
  return [
    ...desks.flatMap((provider) => desk(provider, now - 140 * day)),
    ...pairs.flatMap((pair, index) => held(pair, { key: `ticket:${String(index)}`, desks, now })),
    ...announced(resellers.slice(0, announcements.length), { desks, now }),
  ];
}

/** How an account has set up its support. */
function desk(provider: string, at: number): Step[] {
  const by = { as: provider, at };
  return [
    ...categories.map(([key, name]): Step => ({
      ...by,
      func: 'ticketcategory.edit',
      params: { name },
      makes: categoryOf(provider, key),
    })),
    { ...by, at: at + day, func: 'ticketcategory.retire', elid: `@${categoryOf(provider, 'fax')}`, params: {} },
    ...saved.map(([name, text]): Step => ({ ...by, func: 'savedanswer.edit', params: { name, text } })),
    { ...by, func: 'ticketsetting', params: { answerHigh: '2', answerMedium: '8', answerLow: '48' } },
  ];
}

const categoryOf = (provider: string, key: string): string => `category:${provider}:${key}`;

/** Each user has asked something in its own language; some have asked more than once. */
const asked = (random: Random, provider: string, users: readonly PlannedUser[]): Pair[] =>
  users.flatMap((user, index): Pair[] => {
    const talks = userTalks[langs[tongues.indexOf(user.person.tongue)] ?? 'en'];
    const wanted = index < 2 ? talks : [talks[index % talks.length] ?? random.pick(talks)];
    return wanted.map((talk) => ({ client: user.name, provider, talk, ago: begun(random, talk) }));
  });

const fromResellers = (random: Random, resellers: readonly PlannedReseller[]): Pair[] =>
  resellers.map(({ name }, index) => {
    const talk = resellerTalks[index % resellerTalks.length] ?? random.pick(resellerTalks);
    return { client: name, provider: 'root', talk, ago: begun(random, talk) };
  });

/** Long enough ago that all of it has been said; what is closed may be weeks old, what is open is of these days. */
function begun(random: Random, { turns }: Talk): number {
  const length = turns.reduce((sum, [, hours]) => sum + hours, 0);
  const ends = turns.some(([what]) => what === 'close' || what === 'thanks');
  return length + (ends ? random.int(3, 900) : random.int(1, 30));
}

interface Office {
  readonly desks: readonly string[];
  readonly now: number;
}

const announced = (resellers: readonly PlannedReseller[], office: Office): Step[] =>
  resellers.flatMap(({ name }, index): Step[] => {
    const talk = announcements[index];
    if (!talk) return [];
    const pair = { client: name, provider: 'root', talk, ago: 60 + 24 * index };
    return held(pair, { key: `announcement:${String(index)}`, ...office });
  });

/** The steps of one conversation. */
function held({ client, provider, talk, ago }: Pair, { key, desks, now }: Office & { key: string }): Step[] {
  let at = now - ago * hour;
  return talk.turns.map(([what, hours, text = ''], index): Step => {
    at += Math.round(hours * hour);
    const as = what === 'client' || what === 'thanks' ? client : provider;
    if (index === 0) return opened({ client, talk, text, at, as, key, desks, provider });
    return { at, as, elid: `@${key}`, ...done[what](text) };
  });
}

const done: Readonly<Record<Turn[0], (text: string) => Pick<Step, 'func' | 'params'>>> = {
  client: (text) => ({ func: 'ticket.reply', params: { text } }),
  provider: (text) => ({ func: 'ticket.reply', params: { text } }),
  note: (text) => ({ func: 'ticket.reply', params: { text, internal: 'on' } }),
  take: () => ({ func: 'ticket.read', params: {} }),
  close: () => ({ func: 'ticket.close', params: {} }),
  thanks: () => ({ func: 'ticket.close', params: {} }),
  archive: () => ({ func: 'ticket.archive', params: {} }),
};

interface Opening extends Pick<Pair, 'client' | 'provider' | 'talk'>, Pick<Step, 'at' | 'as'> {
  readonly text: string;
  readonly key: string;
  readonly desks: readonly string[];
}

/** Whoever has nobody above writes with Message. */
function opened({ client, provider, talk, text, at, as, key, desks }: Opening): Step {
  const { subject, priority, about } = talk;
  const category = desks.includes(provider) ? `@${categoryOf(provider, about)}` : '';
  const made = { at, as, makes: key, params: { subject, priority, category, text } };
  return as === client ? { ...made, func: 'ticket.edit' } : { ...made, func: 'reseller.message', elid: client };
}
