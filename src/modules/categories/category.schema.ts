import { z } from 'zod';

export const CategoryRow = z.object({
  id: z.number(),
  name: z.string(),
  second: z.string(),
  state: z.object({
    kind: z.enum(['active', 'retired']),
    name: z.string(),
    by: z.string(),
    at: z.number().nullable(),
    reason: z.string(),
  }),
  /** From 1; no two of an account have the same. */
  position: z.number(),
  /** Tickets of the category that are not closed. */
  open: z.number(),
});
export type CategoryRow = z.infer<typeof CategoryRow>;

export const CategoryForm = z.object({
  name: z
    .string()
    .transform((given) => given.replace(/[\s\p{Cc}]+/gu, ' ').trim())
    .pipe(z.string().min(1).max(80)),
});
export type CategoryForm = z.infer<typeof CategoryForm>;
