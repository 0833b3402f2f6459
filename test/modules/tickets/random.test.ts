import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { PanelError } from '../../../src/kernel/errors.ts';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { saveSettings } from '../../../src/modules/ticketsettings/setting.service.ts';
import { askProvider, messageAccount } from '../../../src/modules/tickets/open.service.ts';
import { updateTicket } from '../../../src/modules/tickets/ticket.form.ts';
import {
  archiveTicket,
  closeTicket,
  markTicket,
  reopenTicket,
  replyTicket,
} from '../../../src/modules/tickets/ticket.service.ts';
import {
  priorities,
  priorityName,
  statuses,
  type Priority,
  type Side,
} from '../../../src/modules/tickets/ticket.table.ts';
import { checked } from '../../helpers/checked.ts';
import { engine, openTestDb } from '../../helpers/db.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, type Desk } from './desk.ts';
import { hour, ModelTicket, targets, type Seen } from './model.ts';

const people = ['root', 'north', 'south', 'alice', 'bob', 'dave'] as const;
const above: Partial<Record<Name, Name>> = { north: 'root', south: 'root', dave: 'root', alice: 'north', bob: 'north' };

const doings = [
  'reply',
  'reply',
  'reply',
  'note',
  'answer and close',
  'close',
  'reopen',
  'archive',
  'unarchive',
] as const;
const others = ['read', 'unread', 'priority'] as const;

interface Deed {
  readonly what: 'ask' | 'message' | (typeof doings)[number] | (typeof others)[number];
  readonly who: Name;
  readonly to: Name;
  readonly ticket: number;
  readonly priority: Priority;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom('ask' as const, 'message' as const, ...doings, ...others),
  who: fc.constantFrom(...people),
  to: fc.constantFrom(...people),
  ticket: fc.nat(5),
  priority: fc.constantFrom(...priorities),
});

const begun = Date.UTC(2026, 10, 1);
const subject = { subject: 'Something', category: '', files: [] };

describe('tickets that anything is done with', function () {
  this.timeout(120_000);

  it('are for each side what a plain model of them says', async () => {
    const runs = { numRuns: engine === 'sqlite' ? 30 : 8, endOnFailure: true };
    const deeds = fc.array(deed, { minLength: 10, maxLength: 45 });
    await fc.assert(fc.asyncProperty(deeds, play), runs);
  });

  async function play(deeds: readonly Deed[]): Promise<void> {
    const db = await openTestDb();
    try {
      const desk = await openDesk(db);
      await setTargets(desk);
      const model = new Map<string, ModelTicket>();
      for (const [index, one] of deeds.entries()) {
        const ctx = desk.ctxOf(one.who, begun + index * hour);
        await act(ctx, model, { ...one, text: `said ${String(index)}` });
        await compare(db, desk, model);
      }
      assert.deepEqual(await checked(desk), []);
    } finally {
      await db.destroy();
    }
  }

  async function setTargets(desk: Desk): Promise<void> {
    const minutes = (priority: Priority): number | null => (targets[priority] ?? 0) / 60_000 || null;
    const times = { answerHigh: minutes('high'), answerMedium: minutes('medium'), answerLow: minutes('low') };
    for (const name of ['root', 'north', 'south'] as const) {
      const files = { fileSize: null, fileCount: null, fileQuota: null, fileTypes: '' };
      await saveSettings(desk.ctxOf(name), 'self', { ...times, ...files });
    }
  }

  async function act(ctx: Ctx, model: Map<string, ModelTicket>, given: Deed & { text: string }): Promise<void> {
    if (given.what === 'ask' || given.what === 'message') return open(ctx, model, given);
    const [elid, ticket] = [...model][given.ticket % Math.max(1, model.size)] ?? [];
    if (elid === undefined || ticket === undefined) return;
    const side = ticket.sideOf(given.who);
    const told = expected(ticket, side, given);
    assert.equal(await outcome(doing(ctx, elid, given)), told, JSON.stringify(given));
    if (side !== null && told === 'done') follow(ticket, side, given, ctx.now);
  }

  function expected(ticket: ModelTicket, side: Side | null, { what }: Deed): string {
    if (side === null) return 'error.not_found';
    return what === 'archive' && !ticket.closed && !ticket.archived[side] ? 'ticket.archive_open' : 'done';
  }

  async function open(ctx: Ctx, model: Map<string, ModelTicket>, given: Deed & { text: string }): Promise<void> {
    const { what, who, to, priority, text } = given;
    const provider = what === 'ask' ? above[who] : who;
    const client = what === 'ask' ? who : to;
    if (provider === undefined || above[client] !== provider) return;
    const input = { ...subject, priority, text };
    const level = ['north', 'south'].includes(client) ? 'reseller' : 'user';
    const elid = await (what === 'ask' ? askProvider(ctx, input) : messageAccount(ctx, level, client, input));
    const ticket = new ModelTicket({ client, provider }, priority);
    ticket.speak(what === 'ask' ? 'client' : 'provider', text, ctx.now);
    model.set(elid, ticket);
  }

  async function doing(ctx: Ctx, elid: string, { what, text, priority }: Deed & { text: string }): Promise<void> {
    const reply = { text, internal: what === 'note', close: what === 'answer and close', files: [] };
    const form = { to: '', subject: '', priority, category: '', assignee: '', text: '', files: [] };
    if (reply.internal || reply.close || what === 'reply') return replyTicket(ctx, elid, reply);
    if (what === 'close') return closeTicket(ctx, elid);
    if (what === 'reopen') return reopenTicket(ctx, elid);
    if (what === 'priority') return updateTicket(ctx, elid, form);
    if (what === 'read' || what === 'unread') return markTicket(ctx, elid, what === 'unread');
    return archiveTicket(ctx, elid, what === 'archive');
  }

  function follow(
    ticket: ModelTicket,
    side: Side,
    { what, text, priority }: Deed & { text: string },
    now: number,
  ): void {
    if (what === 'note') ticket.note(side, text);
    else if (what === 'reopen') ticket.reopen();
    else if (what === 'priority') ticket.priority = priority;
    else if (what === 'read' || what === 'unread') ticket.unread[side] = what === 'unread';
    else if (what === 'archive' || what === 'unarchive') ticket.archived[side] = what === 'archive';
    else {
      if (what !== 'close') ticket.speak(side, text, now);
      if (what !== 'reply') ticket.closed = true;
    }
  }

  const outcome = (work: Promise<void>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => {
        if (error instanceof PanelError) return error.messageKey;
        throw error;
      },
    );

  /** Everything that is kept, side by side, against everything that the model says. */
  async function compare(db: Knex, desk: Desk, model: ReadonlyMap<string, ModelTicket>): Promise<void> {
    const names = new Map(people.map((name) => [desk.ids[name], name]));
    const rows = await db('ticket_sides').orderBy(['ticket_id', 'side']);
    const kept = await Promise.all(
      rows.map(async (row): Promise<[string, Name | undefined, Seen]> => {
        const name = names.get(row.account_id);
        const elid = String(row.ticket_id);
        const thread = await desk.thread(name ?? 'root', elid);
        const texts = thread.messages.filter(({ kind }) => kind === 'text').map(({ text }) => text);
        const flags = { unread: Boolean(row.unread), archived: Boolean(row.archived) };
        const status = statuses[row.status] ?? 'closed';
        return [elid, name, { status, ...flags, due: row.due_at, texts, priority: priorityName(row.priority) }];
      }),
    );
    const said = [...model].flatMap(([elid, ticket]) =>
      (['client', 'provider'] as const).map((side) => [elid, ticket.people[side], ticket.seen(side)]),
    );
    assert.deepEqual(kept, said);
    const counted = await db('accounts')
      .whereIn('id', [...names.keys()])
      .orderBy('id')
      .select('id', 'tickets_waiting');
    for (const { id, tickets_waiting } of counted)
      assert.equal(tickets_waiting, waitingOf(names.get(id), model), names.get(id));
  }

  const waitingOf = (name: Name | undefined, model: ReadonlyMap<string, ModelTicket>): number =>
    [...model.values()].filter((ticket) => {
      const side = name === undefined ? null : ticket.sideOf(name);
      return side !== null && ticket.waits(side);
    }).length;
});
