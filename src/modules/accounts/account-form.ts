import { z } from 'zod';
import type { Ctx } from '../../kernel/ctx.ts';
import { features, fromBits, toBits, type Feature } from '../../kernel/features.ts';
import type { Field } from '../../panel/define.ts';
import type { AccountChange } from './account.service.ts';
import type { AccountRecord } from './account.table.ts';
import { refuseTakenName } from './free-name.ts';
import { AccountName } from './names.ts';
import { limitedAt, resourceNames, resources, type Limits, type Resource } from './resources.ts';

/** Bytes or rows; null is no limit. */
const Limit = z
  .number()
  .int()
  .min(0)
  .max(2 ** 52)
  .nullable();

/** What the forms of resellers and users have in common. */
export const AccountForm = z.object({
  name: AccountName,
  password: z.string().max(200),
  displayName: z.string().max(120),
  email: z.union([z.literal(''), z.email('field.email').max(254)], 'field.email'),
  comment: z.string().max(2000),
  diskMax: Limit,
  trafficMax: Limit,
  sitesMax: Limit,
  ...(Object.fromEntries(features.map((feature) => [feature, z.boolean()])) as Record<Feature, z.ZodBoolean>),
});
export type AccountForm = z.infer<typeof AccountForm>;
export const UsersLimit = Limit;

const limit = (resource: Resource): Field => {
  const { unit } = resources[resource];
  const shown = unit === 'count' ? {} : { unit: unit === 'disk' ? ('GiB' as const) : ('GB' as const) };
  return { as: 'number', group: 'limits', ...shown };
};

/** A feature that the viewer lacks cannot be passed on, and is not offered. */
const feature = (name: Feature): Field => ({
  as: 'switch',
  group: 'features',
  shown: (ctx) => ctx.viewer.features.includes(name),
});

export const limitFields = Object.fromEntries(resourceNames.map((name) => [`${name}Max`, limit(name)])) as Record<
  `${Resource}Max`,
  Field
>;
export const featureFields = Object.fromEntries(features.map((name) => [name, feature(name)])) as Record<
  Feature,
  Field
>;

export const contactFields = {
  name: {
    group: 'account',
    required: true,
    fixed: true,
    autocomplete: 'off',
    check: async (ctx, name) => {
      await refuseTakenName(ctx, name);
      return null;
    },
  },
  // A password is changed by its owner or from above, never by somebody working inside a panel.
  password: {
    as: 'newPassword',
    group: 'account',
    autocomplete: 'new-password',
    shown: (ctx, elid) => elid === null || ctx.acting === null,
  },
  displayName: { group: 'account' },
  email: { as: 'email', group: 'account' },
  comment: { as: 'textarea', group: 'account' },
} as const satisfies Record<string, Field>;

type Given = Partial<AccountForm> & { usersMax?: number | null; oversell?: boolean };

export function changeOf(form: Given): AccountChange {
  const limits = Object.fromEntries(
    resourceNames.flatMap((name) => (`${name}Max` in form ? [[name, form[`${name}Max`] ?? null]] : [])),
  ) as Limits;
  const { displayName = '', email = '', comment = '' } = form;
  const bits = toBits(features.filter((name) => form[name] === true));
  return {
    displayName,
    email,
    comment,
    limits,
    features: bits,
    ...(form.oversell === undefined ? {} : { oversell: form.oversell }),
  };
}

export function formOf(row: AccountRecord): AccountForm & { usersMax: number | null; oversell: boolean } {
  const own = fromBits(row.features);
  return {
    name: row.name,
    password: '',
    displayName: row.display_name,
    email: row.email,
    comment: row.comment,
    oversell: Boolean(row.oversell),
    usersMax: row.users_max,
    diskMax: row.disk_max,
    trafficMax: row.traffic_max,
    sitesMax: row.sites_max,
    ...switches((name) => own.includes(name)),
  };
}

/** A new account starts with what its seller has left to give, and with no shell and no CGI. */
export function freshForm(ctx: Ctx, seller: AccountRecord, level: 'reseller' | 'user'): ReturnType<typeof formOf> {
  const left = (resource: Resource): number | null => {
    const max = seller[`${resource}_max`];
    if (max === null || !limitedAt(level).includes(resource)) return null;
    return Math.max(0, seller.oversell && resources[resource].oversell ? max : max - seller[`${resource}_allocated`]);
  };
  return {
    name: '',
    password: '',
    displayName: '',
    email: '',
    comment: '',
    oversell: false,
    usersMax: left('users'),
    diskMax: left('disk'),
    trafficMax: left('traffic'),
    sitesMax: left('sites'),
    ...switches((name) => ctx.viewer.features.includes(name) && name !== 'shell' && name !== 'cgi'),
  };
}

const switches = (on: (name: Feature) => boolean): Record<Feature, boolean> =>
  Object.fromEntries(features.map((name) => [name, on(name)])) as Record<Feature, boolean>;
