import type { ErrorCode } from '../../src/kernel/errors.ts';
import type { Feature } from '../../src/kernel/features.ts';
import type { Resource, World } from './world.ts';

export type Answer = ErrorCode | 'done';

/** What the model says will come of a step: the answer and how many records it leaves; the world is changed already. */
export interface Outcome {
  readonly answer: Answer;
  readonly records: number;
}

/** Who asks: an account's owner, or the same in the panel of an account below. */
export interface Actor {
  readonly self: string;
  readonly inside: string | null;
}

/** One call of the panel; each func looks at what concerns it. */
export interface Action {
  readonly func: string;
  /** null: a new one. */
  readonly elid: string | null;
  readonly name: string;
  readonly reseller: string;
  /** What is left out stays as it is. */
  readonly limits: Partial<Record<Resource, number | null>>;
  readonly features: readonly Feature[];
  readonly oversell: boolean;
  readonly everyUser: boolean;
  readonly rule: string;
  readonly choice: 'allow' | 'deny' | 'inherit';
  readonly domain: string;
  readonly owner: string;
}

export const refused = (answer: Answer): Outcome => ({ answer, records: 0 });
export const done = (records: number): Outcome => ({ answer: 'done', records });

/** Does it when the world that comes of it breaks no rule. */
export function attempt(world: World, records: number, change: (next: World) => void): Outcome {
  const next = world.clone();
  change(next);
  if (!next.holdsTogether()) return refused('limit');
  world.become(next);
  return done(records);
}
