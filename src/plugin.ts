// Everything a plugin may import of the panel, as `sublet/plugin`. What stands here is a promise; all else may change.
export { z } from 'zod';
export { contains } from './db/dialect.ts';
export { countUpTo, walk } from './db/walk.ts';
export { audit, type AuditObject } from './kernel/audit.ts';
export type { Ctx, Level } from './kernel/ctx.ts';
export { notFound, PanelError, refuse } from './kernel/errors.ts';
export { inTransaction } from './kernel/transaction.ts';
export { defineModule, defineVerb, type AnyModule } from './panel/define.ts';
export { countBound, type Counts, type ListQuery, type Page } from './panel/list.ts';
