/** Answers why a configuration of these is refused; null: it is not. */
export type Check<T> = (items: readonly T[]) => Promise<string | null>;

export interface Culprit<T> {
  readonly item: T;
  readonly reason: string;
}

export interface Verdict<T> {
  readonly culprits: readonly Culprit<T>[];
  /** Why even a configuration of nobody is refused; null: it is not. */
  readonly hopeless: string | null;
}

/**
 * Finds those because of whom a configuration is refused: each is the last of the shortest refused beginning of the
 * list, so of two that are only refused together it is the later one. About log2(n) checks for each. `suspects` are put
 * to the end; when it is them again, few checks are needed.
 */
export async function findCulprits<T>(
  items: readonly T[],
  suspects: ReadonlySet<T>,
  { check, checkNone }: { check: Check<T>; checkNone: () => Promise<string | null> },
): Promise<Verdict<T>> {
  let reason = await check(items);
  const usual = items.filter((item) => !suspects.has(item));
  let taken: readonly T[] = [];
  let rest: readonly T[] = [...usual, ...items.filter((item) => suspects.has(item))];
  if (reason !== null && usual.length > 0 && suspects.size > 0 && (await check(usual)) === null) {
    taken = usual;
    rest = rest.slice(usual.length);
  } else if (reason !== null) {
    const hopeless = await checkNone();
    if (hopeless !== null) return { culprits: [], hopeless };
  }
  const culprits: Culprit<T>[] = [];
  while (reason !== null) {
    const first = await firstRefused(taken, rest, { reason, check });
    const item = rest[first.at];
    if (item === undefined) break;
    culprits.push({ item, reason: first.reason });
    taken = [...taken, ...rest.slice(0, first.at)];
    rest = rest.slice(first.at + 1);
    reason = rest.length === 0 ? null : await check([...taken, ...rest]);
  }
  return { culprits, hopeless: null };
}

/** `taken` alone is not refused, with all of `rest` it is, for that reason. */
async function firstRefused<T>(
  taken: readonly T[],
  rest: readonly T[],
  { reason, check }: { reason: string; check: Check<T> },
): Promise<{ at: number; reason: string }> {
  let low = 0;
  let high = rest.length - 1;
  let why = reason;
  while (low < high) {
    const middle = (low + high) >> 1;
    const refused = await check([...taken, ...rest.slice(0, middle + 1)]);
    if (refused === null) low = middle + 1;
    else {
      high = middle;
      why = refused;
    }
  }
  return { at: low, reason: why };
}
