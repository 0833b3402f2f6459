import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { PanelError } from '../../src/kernel/errors.ts';
import { features } from '../../src/kernel/features.ts';
import { findLoginByName } from '../../src/modules/logins/index.ts';
import { findPresent } from '../../src/modules/viewer/index.ts';
import { ask, outcome, thePanel } from '../contract/support.ts';
import { resources, type Resource } from './world.ts';
import type { Action, Actor, Answer } from './outcome.ts';

/** Bytes of one unit of each resource in the forms. */
const units: Readonly<Record<Resource, number>> = { users: 1, disk: 2 ** 30, traffic: 10 ** 9, sites: 1 };
export const bytesOf = (resource: Resource, amount: number | null): number | null =>
  amount === null ? null : amount * units[resource];

interface Entered {
  readonly answer: Answer;
  readonly ctx: Ctx | null;
}

/** The panel as the actors of the model use it: each signs in, perhaps enters another's panel, and calls a func. */
export class RealPanel {
  constructor(
    readonly db: Knex,
    readonly base: Ctx,
  ) {}

  async enter({ self, inside }: Actor): Promise<Entered> {
    const login = await findLoginByName(this.base, self);
    const own = login ? await this.#present(login.id, null) : null;
    if (!login || !own) return { answer: 'unauthenticated', ctx: null };
    const real = { loginId: login.id, name: self, accountId: own.viewer.id, address: '', sessionId: 'session' };
    const ctx: Ctx = { ...this.base, viewer: own.viewer, real, opId: randomUUID() };
    return inside === null ? { answer: 'done', ctx } : this.#enterFrom(ctx, login.id, inside);
  }

  async #enterFrom(ctx: Ctx, loginId: number, inside: string): Promise<Entered> {
    const target = await this.db('accounts').where({ living_name: inside }).first('level');
    const func = target?.level === 'reseller' ? 'reseller.enter' : 'user.enter';
    try {
      const answer = await ask(ctx, func, { elids: [inside], sok: true });
      const goto = answer.kind === 'done' ? answer.goto : null;
      const entered = await this.#present(loginId, goto?.split('/')[2] ?? '');
      if (!entered) throw new Error('entering ended the session');
      return { answer: 'done', ctx: { ...ctx, viewer: entered.viewer, acting: entered.acting, opId: randomUUID() } };
    } catch (error) {
      if (error instanceof PanelError) return { answer: error.code, ctx: null };
      throw error;
    }
  }

  async #present(loginId: number, grantId: string | null): ReturnType<typeof findPresent> {
    const { registry } = await thePanel();
    return findPresent({ db: this.db, registry, loginId, sessionId: 'session', grantId, now: Date.now() });
  }

  async call(ctx: Ctx, action: Action): Promise<Answer> {
    return outcome(
      ask(ctx, action.func, { elids: action.elid === null ? [] : [action.elid], params: paramsOf(action), sok: true }),
    );
  }
}

/** The fields of each form, as a page would send them. */
function paramsOf(action: Action): Record<string, string> {
  const { func, name, reseller } = action;
  const fresh: Record<string, string> = action.elid === null ? { name, reseller } : {};
  const site: Record<string, string> = action.elid === null ? { name: action.domain, owner: action.owner } : {};
  const account = { ...fresh, ...limitsOf(action), ...switches(action), oversell: onOff(action.oversell) };
  const forms: Readonly<Record<string, Record<string, string>>> = {
    'reseller.edit': account,
    'user.edit': account,
    'site.edit': { ...site, ...switches(action) },
    'user.move': { reseller },
    'reseller.enable': { everyUser: onOff(action.everyUser) },
    'reseller.access': { [`rule.${action.rule}`]: action.choice },
    'user.access': { [`rule.${action.rule}`]: action.choice },
  };
  return forms[func] ?? {};
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');

const switches = (action: Action): Record<string, string> =>
  Object.fromEntries(features.map((feature) => [feature, onOff(action.features.includes(feature))]));

const limitsOf = ({ limits, elid }: Action): Record<string, string> =>
  Object.fromEntries(
    resources.flatMap((resource) => {
      const value = limits[resource] ?? null;
      if (elid !== null && !(resource in limits)) return [];
      return [[`${resource}Max`, value === null ? '' : String(value)]];
    }),
  );
