import { urlencoded, type Request, type RequestHandler } from 'express';
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
  const params = new Map<string, string>();
  const elids: string[] = [];
  for (const { name, values, isForm } of parts(req)) {
    if (name === 'elid') elids.push(...values);
    else {
      // A switch is a hidden `off` followed by a ticked `on`: in a form the last one counts.
      const value = values.at(-1) ?? '';
      const ambiguous = (!isForm && values.length > 1) || (params.has(name) && params.get(name) !== value);
      if (ambiguous) throw new PanelError('invalid', 'error.given_twice', { name: name.slice(0, 60) });
      params.set(name, value);
    }
  }
  req.given = { params, elids };
  next();
};

interface Part {
  readonly name: string;
  readonly values: readonly string[];
  readonly isForm: boolean;
}

function parts(req: Request): Part[] {
  const partsOf = (bag: unknown, isForm: boolean): Part[] =>
    Object.entries((bag ?? {}) as Record<string, unknown>).map(([name, value]) => ({
      name,
      values: textsOf(value),
      isForm,
    }));
  return [...partsOf(req.query, false), ...partsOf(req.body, true)];
}

const textsOf = (value: unknown): string[] => [value].flat().filter((text) => typeof text === 'string');
