import type { Knex } from 'knex';
import { recordsBy } from '../../kernel/audit.ts';
import type { Ctx, Level } from '../../kernel/ctx.ts';
import type { Lang } from '../../lang/languages.ts';
import type { PasswordHash } from './password.ts';
import type { LoginRecord } from './logins.table.ts';

type On = Pick<Ctx, 'db'>;

/** A login and the account it belongs to, as the journal names them. */
export interface Whose {
  readonly id: number;
  readonly name: string;
  readonly accountId: number;
  readonly account: string;
  readonly level: Level;
  readonly parentId: number | null;
}

/** A login with what decides whether it may come in. */
export interface Candidate extends Whose {
  readonly passwordHash: string | null;
  readonly lastAddress: string | null;
  readonly lang: Lang | null;
  /** Holds of the account and of all above it. */
  readonly holds: number;
}

const whoseColumns = {
  id: 'l.id',
  name: 'l.login',
  accountId: 'l.account_id',
  account: 'a.name',
  level: 'a.level',
  parentId: 'a.parent_id',
};

const candidateColumns = {
  ...whoseColumns,
  passwordHash: 'l.password_hash',
  lastAddress: 'l.last_login_address',
  lang: 'l.lang',
};

type Condition = { 'l.living_login': string } | { 'l.email': string };

/** At most two rows: one is an answer, two are a doubt. The tree is three levels deep. */
async function candidates(db: Knex, condition: Condition): Promise<Candidate[]> {
  return db('logins as l')
    .join('accounts as a', 'a.id', 'l.account_id')
    .leftJoin('accounts as p', 'p.id', 'a.parent_id')
    .leftJoin('accounts as g', 'g.id', 'p.parent_id')
    .where(condition)
    .whereNull('l.deleted_at')
    .whereNull('a.deleted_at')
    .limit(2)
    .select<Candidate[]>(candidateColumns, db.raw('a.holds + coalesce(p.holds, 0) + coalesce(g.holds, 0) as holds'));
}

/** By name; else by e-mail when exactly one living login has it. */
export async function findCandidate({ db }: On, given: string): Promise<Candidate | undefined> {
  const [named] = await candidates(db, { 'l.living_login': given });
  if (named || !given.includes('@')) return named;
  const [first, second] = await candidates(db, { 'l.email': given });
  return second ? undefined : first;
}

/** Why the account itself is stopped; what stops an account above it is not its owner's to read. */
export async function reasonOf({ db }: On, accountId: number): Promise<string> {
  const hold = await db('holds')
    .where({ account_id: accountId })
    .whereNot('reason', '')
    .orderBy('placed_at', 'desc')
    .first('reason');
  return hold?.reason ?? '';
}

/** A login that is not deleted, with its account. */
export async function findWhose({ db }: On, loginId: number): Promise<Whose | undefined> {
  return db('logins as l')
    .join('accounts as a', 'a.id', 'l.account_id')
    .where('l.id', loginId)
    .whereNull('l.deleted_at')
    .first<Whose | undefined>(whoseColumns);
}

/** Whether the journal says that a login has made calls from an address since a time (epoch ms). */
export async function hasCalledSince(
  { db }: On,
  { login, address }: { login: string; address: string },
  since: number,
): Promise<boolean> {
  const rows = recordsBy(db, ['object']).where({ object: login, func: 'login.call', address });
  return (await rows.where('at', '>', since).first('id')) !== undefined;
}

export async function findLogin({ db }: On, id: number): Promise<LoginRecord | undefined> {
  return db('logins').where({ id }).whereNull('deleted_at').first();
}

export async function findLoginByName({ db }: On, name: string): Promise<LoginRecord | undefined> {
  return db('logins').where({ living_login: name }).first();
}

/** The account's first login, which is kept in step with it. */
export async function findOwner({ db }: On, accountId: number): Promise<LoginRecord | undefined> {
  return db('logins').where({ account_id: accountId, owner: true }).whereNull('deleted_at').first();
}

export async function insertLogin({ db }: On, row: Omit<LoginRecord, 'id'>): Promise<number> {
  const [id] = await db('logins').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

export async function storePassword({ db }: On, id: number, hash: PasswordHash, changedAt?: number): Promise<void> {
  const change = { password_hash: hash, ...(changedAt !== undefined && { password_changed_at: changedAt }) };
  await db('logins').where({ id }).whereNull('deleted_at').update(change);
}

export async function storeEmail({ db }: On, id: number, email: string): Promise<void> {
  await db('logins').where({ id }).update({ email });
}

export async function storeSignIn({ db }: On, id: number, at: number, address: string): Promise<void> {
  await db('logins').where({ id }).update({ last_login_at: at, last_login_address: address });
}

export type Personal = Partial<Pick<LoginRecord, 'lang' | 'tz' | 'theme' | 'prefs'>>;

export async function storePersonal({ db }: On, id: number, change: Personal): Promise<void> {
  await db('logins').where({ id }).whereNull('deleted_at').update(change);
}

export async function storeDeletion({ db }: On, accountId: number, at: number): Promise<void> {
  await db('logins')
    .where({ account_id: accountId })
    .whereNull('deleted_at')
    .update({ deleted_at: at, living_login: null, password_hash: null });
}

/** Whether anybody can sign in as administrator. */
export async function hasAdministrator({ db }: On): Promise<boolean> {
  const found = await db('logins as l')
    .join('accounts as a', 'a.id', 'l.account_id')
    .where('a.level', 'admin')
    .whereNull('l.deleted_at')
    .whereNotNull('l.password_hash')
    .first<{ id: number } | undefined>('l.id');
  return found !== undefined;
}

/** The account of the administrator, when it has been made. */
export async function findRoot({ db }: On): Promise<{ id: number; name: string } | undefined> {
  return db('accounts').where({ level: 'admin' }).whereNull('parent_id').first('id', 'name');
}
