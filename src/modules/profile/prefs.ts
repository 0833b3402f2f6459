import { z } from 'zod';
import { rememberingTexts } from '../../kernel/remember.ts';

const names = z.array(z.string().max(60)).max(100).catch([]);
const View = z.object({ name: z.string().max(60), state: z.string().max(2500) });

const List = z.object({
  order: names,
  hidden: names,
  perPage: z.number().int().min(1).max(500).nullable().catch(null),
  views: z.array(View).max(100).catch([]),
});

/** What people are told of, and how they can be. */
export const occasions = ['new', 'answer', 'assigned', 'closed'] as const;
export type Occasion = (typeof occasions)[number];
export const ways = ['both', 'panel', 'none'] as const;
export type Way = (typeof ways)[number];

const way = z.enum(ways).catch('both');
const everything = { new: 'both', answer: 'both', assigned: 'both', closed: 'both' } as const;
const Notify = z.object({ new: way, answer: way, assigned: way, closed: way }).catch(everything);

/** What a person has set for himself, kept with the login; keys that this version does not know are kept as they are. */
const Prefs = z.looseObject({
  /** One-letter keys; people who steer by voice switch them off (WCAG 2.1.4). */
  shortcuts: z.boolean().catch(true),
  notify: Notify,
  /** Columns, page sizes and views of one's own, by list. */
  lists: z.record(z.string(), List).optional().catch(undefined),
});
type Prefs = z.infer<typeof Prefs>;

/** Reads the JSON of a login; what cannot be read is as nothing set. Every page asks, mostly with the same text. */
export const readPrefs = rememberingTexts((json): Readonly<Prefs> => {
  try {
    return Prefs.parse(JSON.parse(json));
  } catch {
    return Prefs.parse({});
  }
});
