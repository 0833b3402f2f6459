import { z } from 'zod';
import type { Rules } from '../../kernel/ctx.ts';

const StoredRules = z.record(z.string(), z.enum(['allow', 'deny']));
const none: Rules = {};

/** Rules as they are stored with an account or login. */
export const parseRules = (json: string): Rules => (json === '{}' ? none : StoredRules.parse(JSON.parse(json)));
