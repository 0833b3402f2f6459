import { z } from 'zod';
import type { Rules } from '../../kernel/ctx.ts';
import { rememberingTexts } from '../../kernel/remember.ts';

const StoredRules = z.record(z.string(), z.enum(['allow', 'deny']));

/** Rules as they are stored with an account or login. */
export const parseRules = rememberingTexts((json): Rules => StoredRules.parse(JSON.parse(json)));

/** Those that say something: most logins and accounts have no rules, and every page asks them a hundred times. */
export const rulesOf = (...stored: readonly (string | null)[]): Rules[] =>
  stored.flatMap((json) => (json === null || json === '{}' ? [] : [parseRules(json)]));
