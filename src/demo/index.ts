import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Ctx, Installation } from '../kernel/ctx.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { createAdministrator, findRoot } from '../modules/accounts/index.ts';
import { sealJournal } from '../modules/journal/index.ts';
import { findLoginByName, localAdministrator } from '../modules/logins/index.ts';
import { readSetting, writeSetting } from '../modules/settings/index.ts';
import { findPresent } from '../modules/viewer/index.ts';
import type { Registry } from '../panel/define.ts';
import { dispatch } from '../panel/dispatch.ts';
import { planProvider, type PlannedProvider } from './plan.ts';
import { randomFrom } from './random.ts';
import { stepsOf, type Step } from './steps.ts';

export interface DemoDeps {
  readonly db: Knex;
  readonly log: Logger;
  readonly registry: Registry;
  readonly installation: Installation;
  /** Epoch ms; the history leads up to it. */
  readonly now: number;
}

export interface SignIn {
  readonly level: 'admin' | 'reseller' | 'user';
  readonly name: string;
  readonly password: string;
}

const seed = 2026;
const setting = 'demo';

/** Whether the database is empty, holds the samples already, or somebody's own accounts. */
export async function demoState({ db }: Pick<DemoDeps, 'db'>): Promise<'empty' | 'demo' | 'other'> {
  if ((await readSetting({ db }, setting)) !== undefined) return 'demo';
  return (await hasAccounts(db)) ? 'other' : 'empty';
}

const hasAccounts = async (db: Knex): Promise<boolean> => (await findRoot({ db } as Ctx)) !== undefined;

/**
 * Fills an empty database with a provider and its history, through the calls that its people would have made. The same
 * each time but for the passwords, of which there are three. All in one transaction: there is no half a provider.
 */
export async function fillDemo(deps: DemoDeps): Promise<SignIn[]> {
  const random = randomFrom(seed);
  const plan = planProvider(random, deps.now);
  const signIns = signInsFor(plan);
  const passwords = Object.fromEntries(signIns.map(({ name, password }) => [name, password]));
  const steps = stepsOf(random, plan, passwords, deps.now);
  const ctx = await local(deps, deps.db, deps.now);
  await inTransaction(ctx, async (tx) => {
    const [root] = signIns;
    if (!root) throw new Error('nobody could sign in');
    const begun = Math.min(...plan.resellers.map(({ at }) => at)) - 3_600_000;
    await createAdministrator(
      { ...tx, now: begun },
      { name: root.name, password: root.password, email: 'root@example.net' },
    );
    const made = new Map<string, string>();
    for (const [index, step] of steps.entries()) {
      const id = await run(deps, tx, known(step, made), index);
      if (step.makes !== undefined) made.set(step.makes, id);
    }
    await writeSetting(tx, setting, String(deps.now));
  });
  while ((await sealJournal(deps.db)) > 0);
  return signIns;
}

const local = ({ log, installation }: DemoDeps, db: Knex, now: number): Promise<Ctx> =>
  localAdministrator({ db, log, now, lang: 'en', tz: 'UTC', name: 'demo', address: '', installation });

const password = (): string => randomBytes(8).toString('hex');

/** The administrator, the largest reseller and the user of it with most to see. */
function signInsFor(plan: PlannedProvider): SignIn[] {
  const [reseller] = [...plan.resellers].sort((a, b) => b.users.length - a.users.length);
  const [user] = [...(reseller?.users ?? [])].sort((a, b) => b.domains.length - a.domains.length);
  if (!reseller || !user) throw new Error('there is nobody to sign in');
  return [
    { level: 'admin', name: 'root', password: password() },
    { level: 'reseller', name: reseller.name, password: password() },
    { level: 'user', name: user.name, password: password() },
  ];
}

/** A step that names what has been made before by its id. */
function known(step: Step, made: ReadonlyMap<string, string>): Step {
  const idOf = (text: string): string => (text.startsWith('@') ? (made.get(text.slice(1)) ?? '') : text);
  const params = Object.fromEntries(Object.entries(step.params).map(([name, value]) => [name, idOf(value)]));
  return { ...step, ...(step.elid !== undefined && { elid: idOf(step.elid) }), params };
}

/** Makes one call as the one who made it then, with what he may do. Answers the id of what it has made, if anything. */
async function run(deps: DemoDeps, tx: Ctx, { at, as, func, elid, params }: Step, index: number): Promise<string> {
  const login = await findLoginByName(tx, as);
  const { db } = tx;
  const asked = { db, registry: deps.registry, loginId: login?.id ?? 0, sessionId: '', grantId: null, now: at };
  const present = await findPresent(asked);
  if (!present) throw new Error(`${as} cannot call ${func}`);
  const address = `192.0.2.${String(1 + (present.own.id % 250))}`;
  const real = { loginId: present.loginId, name: present.login, accountId: present.own.id, address, sessionId: null };
  // Nobody of them is real, so no mail is written to anybody.
  const there = { ...tx.installation, mail: null };
  const ctx = { ...tx, installation: there, now: at, viewer: present.viewer, real, opId: `demo:${String(index)}` };
  const call = {
    func,
    elids: elid === undefined ? [] : [elid],
    sok: true,
    params: new Map(Object.entries(params)),
    asks: false,
    allRows: false,
  };
  const answer = await dispatch(deps.registry, ctx, call);
  if (answer.kind !== 'done') throw new Error(`${as} was asked about ${func}`);
  return answer.id ?? new URLSearchParams(answer.goto?.split('?')[1]).get('elid') ?? '';
}
