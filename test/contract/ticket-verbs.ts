import type { Knex } from 'knex';
import { plantedFile, plantedOf } from '../helpers/plant-support.ts';
import { ticketOf } from '../helpers/tickets.ts';
import type { VerbCase } from './verb-case.ts';

const north = 'north';
const elid = ticketOf('alice');
const message = { subject: 'Maintenance', text: 'Tonight.' };

/** To whom it has been written under this subject. */
const written = (db: Knex): Promise<string[]> =>
  db('tickets')
    .join('accounts', 'accounts.id', 'tickets.client_id')
    .where('tickets.subject', message.subject)
    .pluck('accounts.name');
const closed = async (db: Knex): Promise<number[]> => db('tickets').whereNotNull('closed_at').orderBy('id').pluck('id');
const sidesWith =
  (column: 'archived' | 'unread') =>
  (db: Knex): Promise<string[]> =>
    db('ticket_sides').where('ticket_id', elid).where(column, true).orderBy('side').pluck('side');

/** Nobody but the two sides: not who is beside them, nor above. */
const anothers = (['bob', 'carol', 'dave', 'south', 'root'] as const).map((by) => ({ by, elid }));
const onTickets = { anothers, many: [{ by: north, elid: ticketOf('carol') }], lower: [] } as const;
const close = { by: north, func: 'ticket.close', elid } as const;
const archive = { by: north, func: 'ticket.archive', elid } as const;

/** Of three categories and three saved answers that each provider has. */
const [, second = ''] = plantedOf('north', 3);
const [southern = ''] = plantedOf('south', 3);
const onCategories = {
  by: north,
  anothers: (['south', 'root'] as const).map((by) => ({ by, elid: second })),
  lower: ['alice', 'dave'],
} as const;
const placesOf =
  (id: string) =>
  (db: Knex): Promise<number[]> =>
    db('ticket_categories')
      .where({ id: Number(id) })
      .pluck('position');
const retired = (db: Knex): Promise<number[]> => db('ticket_categories').whereNotNull('retired_at').pluck('id');

export const ticketVerbs: Readonly<Record<string, VerbCase>> = {
  'reseller.message': {
    by: 'root',
    elid: 'north',
    params: message,
    done: written,
    shows: ['north'],
    anothers: [
      { by: 'root', elid: 'alice' },
      { by: 'root', elid: 'root' },
    ],
    many: [{ by: 'root', elid: 'alice' }],
    lower: ['north', 'alice', 'dave'],
    again: 'anew',
  },
  'user.message': {
    by: north,
    elid: 'alice',
    params: message,
    done: written,
    shows: ['alice'],
    anothers: [
      { by: north, elid: 'carol' },
      { by: north, elid: 'dave' },
      { by: 'south', elid: 'alice' },
      { by: north, elid: 'north' },
      { by: 'root', elid: 'north' },
    ],
    many: [{ by: north, elid: 'carol' }],
    lower: ['alice', 'dave'],
    again: 'anew',
  },
  'ticket.reply': {
    by: north,
    elid,
    params: { text: 'Here you are.' },
    done: (db) => db('ticket_messages').where({ text: 'Here you are.', internal: false }).pluck('login'),
    shows: [north],
    anothers,
    lower: [],
    again: 'anew',
  },
  'ticket.detach': {
    by: 'alice',
    elid,
    params: { file: plantedFile },
    done: (db) => db('ticket_attachments').whereNotNull('removed_at').pluck('name'),
    shows: ['headers.txt'],
    // The other side reads it, and has not sent it.
    anothers: [...anothers, { by: north, elid }],
    lower: [],
    again: 'not_found',
  },
  'ticket.close': { by: north, elid, done: closed, shows: [Number(elid)], ...onTickets, again: 'done' },
  'ticket.reopen': { by: north, elid, first: [close], done: closed, shows: [], ...onTickets, again: 'done' },
  'ticket.archive': {
    by: north,
    elid,
    first: [close],
    done: sidesWith('archived'),
    shows: ['provider'],
    ...onTickets,
    again: 'done',
  },
  'ticket.unarchive': {
    by: north,
    elid,
    first: [close, archive],
    done: sidesWith('archived'),
    shows: [],
    ...onTickets,
    again: 'done',
  },
  'ticket.read': { by: north, elid, done: sidesWith('unread'), shows: [], records: 0, ...onTickets, again: 'done' },
  'ticketcategory.up': {
    ...onCategories,
    elid: second,
    done: placesOf(second),
    shows: [1],
    again: 'conflict',
  },
  'ticketcategory.down': {
    ...onCategories,
    elid: second,
    done: placesOf(second),
    shows: [3],
    again: 'conflict',
  },
  'ticketcategory.retire': {
    ...onCategories,
    elid: second,
    done: retired,
    shows: [Number(second)],
    many: [{ by: north, elid: southern }],
    again: 'done',
  },
  'ticketcategory.restore': {
    ...onCategories,
    elid: second,
    first: [{ by: north, func: 'ticketcategory.retire', elid: second }],
    done: retired,
    shows: [],
    many: [{ by: north, elid: southern }],
    again: 'done',
  },
  'savedanswer.delete': {
    ...onCategories,
    elid: second,
    done: (db) =>
      db('saved_answers')
        .where({ id: Number(second) })
        .pluck('id'),
    shows: [],
    many: [{ by: north, elid: southern }],
    again: 'not_found',
  },
  'outbox.resend': {
    by: 'root',
    elid: '1',
    done: (db) => db('outbox').where({ id: 1 }).pluck('state'),
    shows: ['waiting'],
    anothers: [],
    many: [{ by: 'root', elid: '424242' }],
    lower: [north, 'alice', 'dave'],
    again: 'done',
  },
  'notification.read': {
    by: north,
    // Those of the tickets come first; of these the second of each has not been seen.
    elid: '7',
    done: (db) => db('notifications').whereIn('id', [7, 9]).whereNotNull('seen_at').pluck('id'),
    shows: [7],
    records: 0,
    anothers: (['alice', 'south', 'root'] as const).map((by) => ({ by, elid: '7' })),
    many: [{ by: north, elid: '9' }],
    lower: [],
    again: 'done',
  },
  'ticket.unread': {
    by: 'alice',
    elid,
    done: sidesWith('unread'),
    shows: ['client', 'provider'],
    records: 0,
    anothers,
    many: [{ by: 'alice', elid: ticketOf('carol') }],
    lower: [],
    again: 'done',
  },
};
