import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { listCategories } from '../../../src/modules/categories/category-list.store.ts';
import {
  createCategory,
  moveCategory,
  renameCategory,
  restoreCategory,
  retireCategory,
} from '../../../src/modules/categories/category.service.ts';
import { categoryOptions } from '../../../src/modules/categories/index.ts';
import { updateTicket } from '../../../src/modules/tickets/ticket.form.ts';
import { closeTicket } from '../../../src/modules/tickets/ticket.service.ts';
import { PanelError } from '../../../src/kernel/errors.ts';
import { openTestDb } from '../../helpers/db.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, query, type Desk } from '../tickets/desk.ts';

const refused = (message: string) => (error: unknown) => error instanceof PanelError && error.messageKey === message;

describe('categories of tickets', () => {
  let db: Knex;
  let desk: Desk;
  /** Ids of north's, by name. */
  let ids: Record<'mail' | 'bills' | 'other', string>;
  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
    const make = (name: string): Promise<string> => createCategory(desk.ctxOf('north'), { name });
    ids = { mail: await make('Mail'), bills: await make('Bills'), other: await make('Öther') };
  });
  afterEach(() => db.destroy());

  const rows = async (name: Name, given = {}): ReturnType<typeof read> => read(name, given);
  const read = async (name: Name, given: object): Promise<Awaited<ReturnType<typeof listCategories>>['rows']> =>
    (await listCategories(desk.ctxOf(name), { ...query, sort: 'position', ...given })).rows;
  const names = async (name: Name, given = {}): Promise<string[]> => (await rows(name, given)).map((row) => row.name);
  const offered = async (): Promise<string[]> =>
    (await categoryOptions(desk.ctxOf('alice'), desk.ids.north)).map(({ label }) => label);

  it('stand in the order in which they were made, for their own account only', async () => {
    assert.deepEqual(await names('north'), ['Mail', 'Bills', 'Öther']);
    assert.deepEqual(await names('south'), []);
    assert.deepEqual(await names('root'), []);
    assert.deepEqual(await offered(), ['Mail', 'Bills', 'Öther']);
  });

  it('change places up and down, and stop at the ends', async () => {
    await moveCategory(desk.ctxOf('north'), ids.other, 'before');
    assert.deepEqual(await offered(), ['Mail', 'Öther', 'Bills']);
    await moveCategory(desk.ctxOf('north'), ids.other, 'after');
    assert.deepEqual(await offered(), ['Mail', 'Bills', 'Öther']);
    await assert.rejects(moveCategory(desk.ctxOf('north'), ids.mail, 'before'), refused('category.first'));
    await assert.rejects(moveCategory(desk.ctxOf('north'), ids.other, 'after'), refused('category.last'));
  });

  it('jump over retired ones, which keep their place', async () => {
    await retireCategory(desk.ctxOf('north'), ids.bills);
    await moveCategory(desk.ctxOf('north'), ids.other, 'before');
    assert.deepEqual(await offered(), ['Öther', 'Mail']);
    await assert.rejects(moveCategory(desk.ctxOf('north'), ids.bills, 'before'), refused('category.retired'));
    await restoreCategory(desk.ctxOf('north'), ids.bills);
    assert.deepEqual(await offered(), ['Öther', 'Bills', 'Mail']);
  });

  it('have a name of their own while they are in use', async () => {
    await assert.rejects(createCategory(desk.ctxOf('north'), { name: 'Mail' }), refused('category.taken'));
    await assert.rejects(renameCategory(desk.ctxOf('north'), ids.bills, { name: 'Mail' }), refused('category.taken'));
    await renameCategory(desk.ctxOf('north'), ids.mail, { name: 'Mail' });
    await createCategory(desk.ctxOf('south'), { name: 'Mail' });
    await retireCategory(desk.ctxOf('north'), ids.mail);
    await createCategory(desk.ctxOf('north'), { name: 'Mail' });
    await assert.rejects(restoreCategory(desk.ctxOf('north'), ids.mail), refused('category.taken'));
    await renameCategory(desk.ctxOf('north'), ids.mail, { name: 'Mail and spam' });
    await restoreCategory(desk.ctxOf('north'), ids.mail);
    assert.deepEqual(await names('north'), ['Mail and spam', 'Bills', 'Öther', 'Mail']);
  });

  it('stay on their tickets when they are retired, and are offered to no other', async () => {
    const id = await desk.ask('alice', { category: ids.mail });
    await retireCategory(desk.ctxOf('north'), ids.mail);
    const [ticket] = await desk.tickets('north');
    assert.equal(ticket?.category, 'Mail');
    const { categories, form } = await desk.thread('north', id);
    assert.ok(categories.some(({ value }) => value === ids.mail));
    await updateTicket(desk.ctxOf('north'), id, { ...form, text: '', files: [], priority: 'high' });
    assert.equal((await desk.tickets('north'))[0]?.category, 'Mail');
    assert.deepEqual(await offered(), ['Bills', 'Öther']);
    await assert.rejects(desk.ask('bob', { category: ids.mail }), refused('field.choice'));
  });

  it('are not those of another account', async () => {
    const theirs = await createCategory(desk.ctxOf('south'), { name: 'Theirs' });
    await assert.rejects(desk.ask('alice', { category: theirs }), refused('field.choice'));
    const rename = renameCategory(desk.ctxOf('north'), theirs, { name: 'Mine' });
    await assert.rejects(rename, refused('error.not_found'));
    for (const verb of [retireCategory, restoreCategory])
      await assert.rejects(verb(desk.ctxOf('root'), theirs), refused('error.not_found'));
  });

  it('say how many open tickets they have', async () => {
    await desk.ask('alice', { category: ids.mail });
    await closeTicket(desk.ctxOf('north'), await desk.ask('bob', { category: ids.mail }));
    assert.deepEqual(
      (await rows('north')).map(({ open }) => open),
      [1, 0, 0],
    );
  });

  it('are found by their name, and in the view of retired ones', async () => {
    await retireCategory(desk.ctxOf('north'), ids.other);
    await retireCategory(desk.ctxOf('north'), ids.other);
    assert.deepEqual(await names('north', { filter: 'ÖTH' }), ['Öther']);
    assert.deepEqual(await names('north', { filter: 'oth' }), ['Öther']);
    assert.deepEqual(await names('north', { view: 'retired' }), ['Öther']);
    assert.equal((await db('audit').where({ func: 'ticketcategory.retire' })).length, 1);
  });

  it('keep a strict order whatever is done at the same moment', async () => {
    const work = [
      ...Array.from({ length: 6 }, (_none, index) =>
        createCategory(desk.ctxOf('north'), { name: `New ${String(index)}` }),
      ),
      ...Array.from({ length: 6 }, (_none, index) =>
        moveCategory(desk.ctxOf('north'), index % 2 === 0 ? ids.bills : ids.other, 'before').catch((error: unknown) =>
          assert.ok(refused('category.first')(error)),
        ),
      ),
      ...Array.from({ length: 4 }, () => createCategory(desk.ctxOf('north'), { name: 'One' }).catch(() => '')),
    ];
    await Promise.all(work);
    const found = await rows('north', {});
    const positions = found.map(({ position }) => position);
    assert.deepEqual(
      [...positions].sort((a, b) => a - b),
      Array.from({ length: 10 }, (_none, index) => index + 1),
    );
    assert.equal(found.filter(({ name }) => name === 'One').length, 1);
  });

  it('are at most a hundred in use', async () => {
    const search = '';
    const more = Array.from({ length: 97 }, (_none, index) => ({
      account_id: desk.ids.north,
      name: `c${String(index)}`,
      living_name: `c${String(index)}`,
      position: 10 + index,
      retired_at: null,
      search,
    }));
    await db('ticket_categories').insert(more);
    await assert.rejects(createCategory(desk.ctxOf('north'), { name: 'Too many' }), refused('category.most'));
    await retireCategory(desk.ctxOf('north'), ids.mail);
    await createCategory(desk.ctxOf('north'), { name: 'Fits' });
    await assert.rejects(restoreCategory(desk.ctxOf('north'), ids.mail), refused('category.most'));
  });
});
