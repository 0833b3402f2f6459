import type { PlannedProvider, PlannedReseller, PlannedUser } from './plan.ts';
import type { Random } from './random.ts';
import type { Step } from './steps.ts';
import { reasons } from './words.ts';

interface Past {
  readonly made: readonly Step[];
  readonly deletions: number;
  /** Those whose sign-ins are printed: nothing happens to them. */
  readonly spared: readonly string[];
  readonly now: number;
}

interface Owned {
  readonly user: PlannedUser;
  readonly seller: string;
}

const day = 86_400_000;
/** Whatever happens to a user happens in the last weeks, to one that has been there for longer. */
const recent = 35 * day;

/** What became of the accounts: some are disabled, changed, restricted, moved or deleted. */
export function incidents(random: Random, plan: PlannedProvider, past: Past): Step[] {
  const quiet = plan.resellers.filter(
    (reseller) => reseller.users.length > 0 && lastStep(past.made, reseller) < past.now - 2 * day,
  );
  const stopped = take(random, quiet, 3);
  const sellers = plan.resellers.filter((reseller) => !stopped.includes(reseller));
  const users = [...sellers, { name: 'root', users: plan.users }]
    .flatMap(({ name, users: own }) => own.map((user): Owned => ({ user, seller: name })))
    .filter(({ user }) => user.at < past.now - 60 * day && !past.spared.includes(user.name));
  return [
    ...stopped.map(({ name }) =>
      disable(random, 'root', 'reseller', { name, at: past.now - random.int(day / 24, 2 * day - 1) }),
    ),
    ...ofResellers(random, sellers, past),
    ...stops(random, users, past),
    ...changes(random, users, past),
  ];
}

const soon = (random: Random, { now }: Past): number => now - random.int(day / 24, recent);

function ofResellers(random: Random, sellers: readonly PlannedReseller[], past: Past): Step[] {
  const empty = sellers.filter(({ users }) => users.length === 0);
  const others = sellers.filter(({ users }) => users.length > 0);
  const by = { as: 'root', at: soon(random, past) };
  return [
    ...empty.map(({ name }) => ({ ...by, func: 'reseller.delete', elid: name, params: {} })),
    ...take(random, others, 2).map(({ name }) => ({
      ...by,
      func: 'reseller.access',
      elid: name,
      params: { 'rule.journal': 'deny' },
    })),
  ];
}

function stops(random: Random, users: Owned[], past: Past): Step[] {
  const by = ({ user, seller }: Owned) => ({ at: soon(random, past), as: seller, elid: user.name });
  return [
    ...take(random, users, past.deletions).map((owned) => ({ ...by(owned), func: 'user.delete', params: {} })),
    ...take(random, users, 28).map(({ user, seller }) =>
      disable(random, seller, 'user', { name: user.name, at: soon(random, past) }),
    ),
    ...take(random, users, 12).map(({ user }) =>
      disable(random, 'root', 'user', { name: user.name, at: soon(random, past) }),
    ),
    ...take(random, users, 9).flatMap(({ user, seller }) => disabledForAWhile(random, user, seller, past.now)),
  ];
}

function changes(random: Random, users: Owned[], past: Past): Step[] {
  const by = ({ user, seller }: Owned) => ({ at: soon(random, past), as: seller, elid: user.name });
  return [
    ...take(random, users, 40).map((owned) => ({
      ...by(owned),
      func: 'user.edit',
      params: { comment: random.pick(comments) },
    })),
    ...take(random, users, 6).map((owned) => ({
      ...by(owned),
      func: 'user.access',
      params: { 'rule.site.delete': 'deny' },
    })),
    ...take(random, users, 3).map((owned) => ({
      ...by(owned),
      as: 'root',
      func: 'user.move',
      params: { reseller: '' },
    })),
  ];
}

const comments = [
  'Prefers to be called in the afternoon',
  'Kundennummer 40117, zahlt jährlich',
  'Umowa do końca roku',
  'Moves in from another provider, help with mail',
  'Договор продлён до мая',
];

const lastStep = (made: readonly Step[], { name, users }: PlannedReseller): number => {
  const names = new Set([name, ...users.map((user) => user.name)]);
  return Math.max(0, ...made.filter(({ as }) => names.has(as)).map(({ at }) => at));
};

/** Takes so many out of the list: nothing happens to anybody twice. */
function take<T>(random: Random, from: T[], count: number): T[] {
  return Array.from({ length: Math.min(count, from.length) }, () =>
    from.splice(random.int(0, from.length - 1), 1),
  ).flat();
}

const disable = (
  random: Random,
  as: string,
  level: 'reseller' | 'user',
  { name, at }: { name: string; at: number },
): Step => ({
  at,
  as,
  func: `${level}.disable`,
  elid: name,
  params: { reason: random.pick(as === 'root' ? reasons.admin : reasons.reseller) },
});

function disabledForAWhile(random: Random, user: PlannedUser, seller: string, now: number): Step[] {
  const at = now - random.int(10 * day, recent);
  return [
    disable(random, seller, 'user', { name: user.name, at }),
    { at: at + random.int(day, 9 * day), as: seller, func: 'user.enable', elid: user.name, params: {} },
  ];
}
