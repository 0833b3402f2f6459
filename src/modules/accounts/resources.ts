import type { Level } from '../../kernel/ctx.ts';

/**
 * What can be limited. `counted` resources are rows and are taken one by one, `measured` ones are bytes on disk,
 * `metered` ones add up over a calendar month. A level in `limits` is the one whose accounts are given a limit.
 */
export const resources = {
  users: { kind: 'counted', unit: 'count', limits: ['reseller'], oversell: true },
  disk: { kind: 'measured', unit: 'disk', limits: ['reseller', 'user'], oversell: false },
  traffic: { kind: 'metered', unit: 'traffic', limits: ['reseller', 'user'], oversell: true },
  sites: { kind: 'counted', unit: 'count', limits: ['reseller', 'user'], oversell: true },
} as const satisfies Record<string, ResourceDef>;

interface ResourceDef {
  kind: 'counted' | 'measured' | 'metered';
  unit: 'count' | 'disk' | 'traffic';
  limits: readonly Level[];
  /** Whether a seller may promise on more than it has. */
  oversell: boolean;
}

export type Resource = keyof typeof resources;
export const resourceNames = Object.keys(resources) as Resource[];

/** Bytes or rows; null is no limit. A resource that is left out is not touched. */
export type Limits = Partial<Record<Resource, number | null>>;

export const limitedAt = (level: Level): Resource[] =>
  resourceNames.filter((name) => (resources[name].limits as readonly Level[]).includes(level));

/** From this share of its limit on, in percent, an account is near it (ui rule 12). */
export const nearPercent = 75;
