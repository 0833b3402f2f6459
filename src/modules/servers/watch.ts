import type { Ctx } from '../../kernel/ctx.ts';
import { revisionsOf } from './revision.store.ts';

/** Milliseconds between two looks at the revisions while somebody waits: a change is heard of within that time. */
const pause = 100;

interface Waiting {
  readonly id: number;
  readonly revision: number;
  readonly done: () => void;
}

/** Lets agents wait for a change: all that wait in a process cost one small query each time. */
export class RevisionWatch {
  readonly #on: Pick<Ctx, 'db'>;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  constructor(on: Pick<Ctx, 'db'>) {
    this.#on = on;
  }

  /** Resolves when the server has another revision than this, when `signal` is aborted, or when the database cannot be asked. */
  async changed(id: number, revision: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#waiting.delete(one);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const one: Waiting = { id, revision, done };
      this.#waiting.add(one);
      signal.addEventListener('abort', done);
      this.#look();
    });
  }

  #look(): void {
    if (this.#timer !== undefined || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => {
      void this.#ask().finally(() => {
        this.#timer = undefined;
        this.#look();
      });
    }, pause);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    const waiting = [...this.#waiting];
    try {
      const now = await revisionsOf(
        this.#on,
        waiting.map(({ id }) => id),
      );
      for (const one of waiting) if (now.get(one.id) !== one.revision) one.done();
    } catch {
      for (const one of waiting) one.done();
    }
  }
}
