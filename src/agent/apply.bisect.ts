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

interface Search<T> {
  readonly check: Check<T>;
  readonly checkNone: () => Promise<string | null>;
  readonly most?: { readonly culprits: number; readonly checks: number };
}

const usualLimits = { culprits: 20, checks: 60 };

/**
 * Finds those because of whom a configuration is refused: each is the last of the shortest refused beginning of the
 * list, so of two that are only refused together it is the later one. About log2(n) checks for each. `suspects` are put
 * to the end; when it is them again, few checks are needed. Everything else waits for the search, so after `most` culprits
 * or checks it ends with parts of the list being left out whole.
 */
export async function findCulprits<T>(
  items: readonly T[],
  suspects: ReadonlySet<T>,
  { check: ask, checkNone, most = usualLimits }: Search<T>,
): Promise<Verdict<T>> {
  let checks = 0;
  const check: Check<T> = (some) => {
    checks += 1;
    return ask(some);
  };
  const culprits: Culprit<T>[] = [];
  let part = await wholeOf(items, suspects, check);
  if (part?.taken.length === 0) {
    const hopeless = await checkNone();
    if (hopeless !== null) return { culprits, hopeless };
  }
  while (part !== null && culprits.length < most.culprits && checks < most.checks) {
    const { at, reason } = await firstRefused(part, check);
    const item = part.rest[at];
    if (item === undefined) break;
    culprits.push({ item, reason });
    part = await after(part, at, check);
  }
  if (part !== null) culprits.push(...(await leaveOutParts(part, check)).culprits);
  return { culprits, hopeless: null };
}

/** A beginning that is taken, and what is refused together with it. */
interface Part<T> {
  readonly taken: readonly T[];
  readonly rest: readonly T[];
  readonly reason: string;
}

/** null: all of it is taken. */
async function wholeOf<T>(items: readonly T[], suspects: ReadonlySet<T>, check: Check<T>): Promise<Part<T> | null> {
  const reason = await check(items);
  if (reason === null) return null;
  const [usual, others] = [items.filter((item) => !suspects.has(item)), items.filter((item) => suspects.has(item))];
  const isUsualTaken = usual.length > 0 && others.length > 0 && (await check(usual)) === null;
  return isUsualTaken ? { taken: usual, rest: others, reason } : { taken: [], rest: [...usual, ...others], reason };
}

async function after<T>({ taken, rest }: Part<T>, at: number, check: Check<T>): Promise<Part<T> | null> {
  const next = { taken: [...taken, ...rest.slice(0, at)], rest: rest.slice(at + 1) };
  const reason = next.rest.length === 0 ? null : await check([...next.taken, ...next.rest]);
  return reason === null ? null : { ...next, reason };
}

/** Takes of the rest the halves that are not refused, and halves of the others; what is refused then is left out whole. */
async function leaveOutParts<T>(
  { taken, rest, reason }: Part<T>,
  check: Check<T>,
  depth = 3,
): Promise<{ taken: readonly T[]; culprits: readonly Culprit<T>[] }> {
  if (depth === 0 || rest.length === 1) return { taken, culprits: rest.map((item) => ({ item, reason })) };
  const culprits: Culprit<T>[] = [];
  const middle = rest.length >> 1;
  let all = taken;
  for (const half of [rest.slice(0, middle), rest.slice(middle)]) {
    const why = await check([...all, ...half]);
    const part = why === null ? null : await leaveOutParts({ taken: all, rest: half, reason: why }, check, depth - 1);
    all = part?.taken ?? [...all, ...half];
    culprits.push(...(part?.culprits ?? []));
  }
  return { taken: all, culprits };
}

async function firstRefused<T>(
  { taken, rest, reason }: Part<T>,
  check: Check<T>,
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
