import autocannon from 'autocannon';

export interface Speed {
  /** Requests a second. */
  readonly rate: number;
  /** Processor time of the server for one request, milliseconds. */
  readonly cpu: number;
}

export interface Target {
  readonly url: string;
  readonly cookie?: string;
  cpu(): number;
}

const rounds = 3;
const seconds = 1.5;

/**
 * How fast each of these answers. They take turns, round after round, so that whatever else the machine does meets all
 * of them; the middle round counts.
 */
export async function compare(targets: readonly Target[], connections: number): Promise<Speed[]> {
  const all = targets.map((): Speed[] => []);
  for (const target of targets) await warmUp(target);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, target] of targets.entries()) all[index]?.push(await burst(target, connections, seconds));
  return all.map((speeds) => ({
    rate: median(speeds.map(({ rate }) => rate)),
    cpu: median(speeds.map(({ cpu }) => cpu)),
  }));
}

/** A server that has just begun runs code that nobody has optimised yet: a few thousand answers change that. */
async function warmUp({ url, cookie }: Target): Promise<void> {
  await latency({ url, ...(cookie !== undefined && { cookie }) }, 5);
  const headers = cookie === undefined ? {} : { cookie };
  await autocannon({ url, connections: 4, amount: 1500, timeout: 60, headers });
}

async function burst(target: Target, connections: number, duration: number): Promise<Speed> {
  const before = target.cpu();
  const begun = performance.now();
  const result = await autocannon({
    url: target.url,
    connections,
    duration,
    ...(target.cookie !== undefined && { headers: { cookie: target.cookie } }),
  });
  const took = (performance.now() - begun) / 1000;
  const good = result['2xx'];
  if (result.non2xx > 0 || result.errors > 0 || good === 0)
    throw new Error(`${target.url}: ${String(result.non2xx)} wrong answers, ${String(result.errors)} errors`);
  return { rate: good / took, cpu: (target.cpu() - before) / good };
}

/** Milliseconds of one answer after another: the middle one, and the slowest. */
export async function latency(
  { url, cookie }: Pick<Target, 'url' | 'cookie'>,
  times: number,
): Promise<{ middle: number; most: number }> {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const begun = performance.now();
    const answer = await fetch(url, { headers: cookie === undefined ? {} : { cookie }, redirect: 'manual' });
    await answer.arrayBuffer();
    taken.push(performance.now() - begun);
    if (answer.status !== 200) throw new Error(`${url} answers ${String(answer.status)}`);
  }
  return { middle: median(taken), most: Math.max(...taken) };
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
