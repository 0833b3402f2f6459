import { z } from 'sublet/plugin';

/** A notice in the list of its author. */
export const NoticeRow = z.object({ id: z.number(), subject: z.string(), shown: z.boolean() });

/** The same as those read it to whom it is shown. */
export const BoardRow = z.object({ id: z.number(), subject: z.string(), body: z.string(), shownAt: z.number() });

export const NoticeForm = z.object({ subject: z.string().min(1).max(120), body: z.string().min(1).max(2000) });
export type NoticeForm = z.infer<typeof NoticeForm>;
