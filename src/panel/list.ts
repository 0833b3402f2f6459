/** Where a page begins, when it is too deep to be counted to: the sort value and id of the row before it (or after it). */
export interface Cursor {
  readonly value: string | number | null;
  readonly id: number;
}

/** What a list is asked for. All of it stands in the address of the page. */
export interface ListQuery {
  readonly filter: string;
  readonly view: string;
  readonly sort: string;
  readonly desc: boolean;
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
  readonly deleted: boolean;
  /** Keyset position; with it `page` is only for show. */
  readonly after: Cursor | null;
  /** To be counted beside other things: where more than `countBound` rows would be read for it, some are, and what is found among them is "at least". */
  readonly sparing?: boolean;
  /** Somebody waits for the page: of words that are all frequent only some matches are looked for, and the count says "at least". */
  readonly hasty?: boolean;
  /** Asked for as data: what only a page tells of a row, beside its columns, need not be found out. */
  readonly plain?: boolean;
}

export interface Page<Row> {
  readonly rows: Row[];
  /** The position of the next page, null when this is the last. */
  readonly next: Cursor | null;
}

/** How many rows match. `bounded` counts stopped at a bound and mean "at least"; at least 0 is not known. */
export interface Matching {
  readonly matching: number;
  readonly bounded: boolean;
}

/** Rows that match, of all and of each view. */
export interface Counts extends Matching {
  readonly views: Readonly<Record<string, number>>;
}

/** Counting stops here: the page then says "10,000+". */
export const countBound = 10_000;

export const isKnown = ({ matching, bounded }: Matching): boolean => matching > 0 || !bounded;
