import { urlencoded, type RequestHandler } from 'express';
import { PanelError } from '../kernel/errors.ts';

/** What a request carries, query and form together. */
export interface Given {
  readonly params: ReadonlyMap<string, string>;
  /** `elid` alone may be given several times. */
  readonly elids: readonly string[];
}

declare module 'express-serve-static-core' {
  interface Request {
    given: Given;
  }
}

/** A page of 500 ticked rows and its form stay well below. */
const mostParameters = 2000;

export const readForm: RequestHandler = urlencoded({ extended: false, limit: '256kb', parameterLimit: mostParameters });

/** Reads query and form into `req.given`. What is said twice and differently is refused, not guessed at. */
export const readGiven: RequestHandler = (req, _res, next) => {
  const given = { params: new Map<string, string>(), elids: [] };
  take(given, req.query, false);
  if (req.body !== undefined) take(given, req.body, true);
  req.given = given;
  next();
};

interface Gathered {
  readonly params: Map<string, string>;
  readonly elids: string[];
}

function take({ params, elids }: Gathered, bag: unknown, isForm: boolean): void {
  for (const [name, said] of Object.entries((bag ?? {}) as Record<string, unknown>)) {
    const values = typeof said === 'string' ? [said] : textsOf(said);
    if (name === 'elid') elids.push(...values);
    else {
      // A switch is a hidden `off` followed by a ticked `on`: in a form the last one counts.
      const value = values.at(-1) ?? '';
      const ambiguous = (!isForm && values.length > 1) || (params.has(name) && params.get(name) !== value);
      if (ambiguous) throw new PanelError('invalid', 'error.given_twice', { name: name.slice(0, 60) });
      params.set(name, value);
    }
  }
}

const textsOf = (value: unknown): string[] => [value].flat().filter((text) => typeof text === 'string');
