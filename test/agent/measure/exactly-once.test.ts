import assert from 'node:assert/strict';
import { closeSync, futimesSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { openMeasure, type Measure } from '../../../src/agent/measure/index.ts';
import { accessLog, type Paths } from '../../../src/agent/paths.ts';
import type { HostUsage } from '../../../src/kernel/host.ts';
import { desired, line, Panel, place } from './log.ts';

/** What can happen to a server, one after another. */
type Event =
  | { readonly what: 'requests'; readonly lines: number; readonly site: 0 | 1 | 2 | 3; readonly half: boolean }
  | { readonly what: 'take'; readonly arrives: boolean; readonly answered: boolean }
  /** The process ends in the midst of it: what it kept is as before, or as after. */
  | { readonly what: 'crash'; readonly during: 'take' | 'acknowledge' | 'rotate'; readonly kept: boolean }
  | { readonly what: 'rotate' | 'reopen' | 'restart' };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('requests' as const),
      lines: fc.nat(4),
      site: fc.constantFrom(0, 1, 2, 3),
      half: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('take' as const), arrives: fc.boolean(), answered: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('crash' as const),
      during: fc.constantFrom('take', 'acknowledge', 'rotate'),
      kept: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constantFrom('rotate' as const, 'reopen' as const, 'restart' as const) }),
  },
);

/** Long ago: what is written now is not quiet. */
const begin = 1_700_000_000_000;
const limits = { age: 1, size: 1, keep: 1, quiet: 1000 };
const names = ['alice.example', 'www.shop.example', 'shop.example', 'nobody.example'] as const;
const owners = [1, 1, 2, null] as const;

/** A web server that writes on into a file that was moved away until it opens the log anew. */
class Server {
  readonly truth = new Map<number, number>();
  #file: number;
  #half = '';
  readonly #log: string;

  constructor(paths: Paths) {
    this.#log = accessLog(paths);
    this.#file = openSync(this.#log, 'a');
  }

  answer({ lines, site, half }: Extract<Event, { what: 'requests' }>): void {
    for (let n = 0; n < lines; n += 1) {
      const sent = n + 10 ** site;
      this.#write(line({ host: names[site], received: 0, sent }), half);
      const owner = owners[site];
      if (owner !== null) this.truth.set(owner, (this.truth.get(owner) ?? 0) + sent);
    }
  }

  /** The last line may be seen before its end is written. */
  #write(text: string, half: boolean): void {
    this.finish();
    const cut = half ? Math.floor(text.length / 2) : text.length;
    writeSync(this.#file, text.slice(0, cut));
    this.#half = text.slice(cut);
  }

  finish(): void {
    writeSync(this.#file, this.#half);
    this.#half = '';
  }

  reopen(): void {
    this.finish();
    // From now on it is quiet there.
    futimesSync(this.#file, 0, 0);
    closeSync(this.#file);
    this.#file = openSync(this.#log, 'a');
  }
}

/** The agent and all that it goes through. */
class Story {
  readonly panel = new Panel();
  readonly #paths: Paths;
  readonly #server: Server;
  #measure: Measure;
  #now = begin;

  static async begin(paths: Paths): Promise<Story> {
    const server = new Server(paths);
    const story = new Story(paths, server, await openMeasure(paths));
    await story.#restart();
    return story;
  }

  private constructor(paths: Paths, server: Server, measure: Measure) {
    [this.#paths, this.#server, this.#measure] = [paths, server, measure];
  }

  async happen(one: Event): Promise<void> {
    this.#now += 2 * limits.quiet;
    if (one.what === 'requests') this.#server.answer(one);
    else if (one.what === 'take') await this.#report(one.arrives, one.answered);
    else if (one.what === 'rotate') await this.#measure.rotateWhenDue();
    else if (one.what === 'reopen') this.#server.reopen();
    else if (one.what === 'crash') await this.#crash(one);
    else await this.#restart();
  }

  async end(): Promise<void> {
    this.#server.finish();
    for (let n = 0; n < 3; n += 1) await this.#report(true, true);
    assert.deepEqual(sorted(this.panel.accounts), sorted(this.#server.truth));
  }

  async #report(arrives: boolean, answered: boolean): Promise<void> {
    const usage = await this.#measure.take(desired);
    if (arrives) this.panel.take(usage);
    if (arrives && answered && usage !== null) await this.#measure.acknowledge(usage.id);
  }

  async #crash({ during, kept }: Extract<Event, { what: 'crash' }>): Promise<void> {
    const state = join(this.#paths.state, 'measure.json');
    const usage: HostUsage | null = during === 'acknowledge' ? await this.#measure.take(desired) : null;
    this.panel.take(usage);
    const before = readFileSync(state);
    if (during === 'take') await this.#measure.take(desired);
    else if (usage !== null) await this.#measure.acknowledge(usage.id);
    // A log moved away stays so, whatever was written down of it.
    else await this.#measure.rotateWhenDue();
    writeFileSync(`${state}.new`, '{"half');
    if (!kept) writeFileSync(state, before);
    await this.#restart();
  }

  /** The web server does as it is told at its own time: that is an event of its own. */
  async #restart(): Promise<void> {
    const webServer = (): Promise<{ reopenLogs(): void }> => Promise.resolve({ reopenLogs: () => undefined });
    this.#measure = await openMeasure(this.#paths, { now: () => this.#now, limits, webServer });
  }
}

const sorted = (counts: ReadonlyMap<number, number>): [number, number][] =>
  [...counts].filter(([, sum]) => sum > 0).sort(([a], [b]) => a - b);

describe('what is counted', () => {
  it('arrives once, whenever the agent ends, the log moves, or an answer is lost', async function () {
    this.timeout(120_000);
    const events = fc.array(event, { minLength: 5, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const paths = place();
        try {
          const story = await Story.begin(paths);
          for (const one of all) await story.happen(one);
          await story.end();
        } finally {
          paths.remove();
        }
      }),
      { numRuns: 100 },
    );
  });
});
