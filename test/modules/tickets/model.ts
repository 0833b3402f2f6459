import type { Name } from '../../helpers/tree.ts';
import type { Priority, Side, Status } from '../../../src/modules/tickets/ticket.table.ts';

// A ticket as issue 3 tells it, in plain objects: what was said and done, and what follows from that for each side.

export const hour = 3_600_000;

/** What the providers of the model want answered within; by priority, milliseconds. */
export const targets: Readonly<Record<Priority, number | null>> = { high: hour, medium: 4 * hour, low: null };

interface Said {
  readonly side: Side;
  readonly text: string;
  readonly internal: boolean;
}

export interface Seen {
  readonly status: Status;
  readonly unread: boolean;
  readonly archived: boolean;
  readonly due: number | null;
  readonly texts: readonly string[];
  readonly priority: Priority;
}

export class ModelTicket {
  readonly said: Said[] = [];
  closed = false;
  /** Since when the provider has been asked, without an answer. */
  asked: number | null = null;
  readonly archived: Record<Side, boolean> = { client: false, provider: false };
  readonly unread: Record<Side, boolean> = { client: false, provider: false };

  constructor(
    readonly people: Readonly<Record<Side, Name>>,
    public priority: Priority,
  ) {}

  sideOf(name: Name): Side | null {
    if (this.people.client === name) return 'client';
    return this.people.provider === name ? 'provider' : null;
  }

  speak(side: Side, text: string, now: number): void {
    const waits = this.#last() === 'client' && !this.closed;
    if (side === 'provider') this.asked = null;
    else if (!waits) this.asked = now;
    this.said.push({ side, text, internal: false });
    this.closed = false;
    this.archived.client = this.archived.provider = false;
    this.unread[side] = false;
    this.unread[side === 'client' ? 'provider' : 'client'] = true;
  }

  note(side: Side, text: string): void {
    this.said.push({ side, text, internal: true });
  }

  reopen(): void {
    if (this.closed) this.archived.client = this.archived.provider = false;
    this.closed = false;
  }

  seen(side: Side): Seen {
    const { archived, unread, said, priority } = this;
    const due = side === 'provider' && this.asked !== null && !this.closed ? targets[priority] : null;
    return {
      status: this.#status(side),
      unread: unread[side],
      archived: archived[side],
      due: due === null ? null : (this.asked ?? 0) + due,
      texts: said.filter((one) => one.side === side || !one.internal).map(({ text }) => text),
      priority,
    };
  }

  waits(side: Side): boolean {
    return ['new', 'us'].includes(this.#status(side));
  }

  #status(side: Side): Status {
    if (this.closed) return 'closed';
    if (this.#last() === side) return 'them';
    return this.said.some((one) => one.side === side && !one.internal) ? 'us' : 'new';
  }

  #last(): Side | null {
    return this.said.findLast(({ internal }) => !internal)?.side ?? null;
  }
}
