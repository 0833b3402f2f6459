import type { RequestHandler, Router } from 'express';

/** By the first segment that all paths of a router begin with, in lower case; '' is the start page. */
type Table = Readonly<Record<string, Router>>;

/** Hands a request to one router, or on. */
interface Doors extends RequestHandler {
  readonly table: Table;
  readonly others: Router | Doors | undefined;
}

/**
 * Asks the one router that could answer a path which begins so: asking each in turn, with a pattern for every route,
 * takes longer than some answers. Whether a path is theirs is still for the routers to say.
 */
export function doors(table: Table, others?: Router | Doors): Doors {
  const routers = new Map(Object.entries(table));
  const choose: RequestHandler = (req, res, next) => {
    const chosen = routers.get(firstSegment(req.path)) ?? others;
    if (chosen === undefined) next();
    else return chosen(req, res, next);
  };
  return Object.assign(choose, { table, others });
}

function firstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  return path.slice(1, end === -1 ? path.length : end).toLowerCase();
}
