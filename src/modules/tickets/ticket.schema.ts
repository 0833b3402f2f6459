import { z } from 'zod';
import type { Upload } from '../../kernel/upload.ts';
import { priorities, statuses } from './ticket.table.ts';

export const TicketRow = z.object({
  id: z.number(),
  subject: z.string(),
  second: z.string(),
  state: z.object({
    kind: z.enum(['active', 'overdue']),
    name: z.string(),
    by: z.string(),
    at: z.number().nullable(),
    reason: z.string(),
  }),
  /** Nobody of this side has read it since the other has written. */
  unread: z.boolean(),
  number: z.number(),
  with: z.string(),
  priority: z.enum(priorities),
  category: z.string(),
  status: z.enum(statuses),
  assignee: z.string(),
  last: z.number(),
  /** Milliseconds until the first answer; null while there is none. */
  firstAnswer: z.number().nullable(),
  /** Milliseconds from opening to closing, or until now. */
  open: z.number(),
});
export type TicketRow = z.infer<typeof TicketRow>;

/** Nothing that a terminal or a mail would take for a command: of all control characters only line ends and tabs. */
const control = /[^\P{Cc}\n\t]/gu;
const mostText = 20_000;

const tidy = (given: string): string => given.replaceAll('\r\n', '\n').replace(control, '').trim();
const text = z.string().transform(tidy).pipe(z.string().min(1).max(mostText));
const subject = z
  .string()
  .transform((given) => given.replace(/\s+/g, ' ').replace(control, '').trim())
  .pipe(z.string().min(1).max(200));
const files = z.array(z.custom<Upload>()).default([]);
const priority = z.enum(priorities).default('medium');
/** Id of a category; '' is none. */
const category = z.string().max(10).default('');

/** A new conversation, as "Message" asks for it. */
export const MessageInput = z.object({ subject, priority, category, text, files });
export type MessageInput = z.infer<typeof MessageInput>;

export const ReplyInput = z.object({
  text,
  /** A note that the other side never sees. */
  internal: z.boolean().default(false),
  /** Close it with this answer. */
  close: z.boolean().default(false),
  files,
});
export type ReplyInput = z.infer<typeof ReplyInput>;

/** Id of an attachment. */
export const DetachInput = z.object({ file: z.string().regex(/^\d{1,10}$/) });
export type DetachInput = z.infer<typeof DetachInput>;

export const TicketForm = z.object({
  /** Name of the account below that it is for: only the administrator says so. */
  to: z.string().max(64),
  subject,
  priority: z.enum(priorities),
  category: z.string().max(10),
  /** Id of a login of one's own account; '' is nobody. */
  assignee: z.string().max(10),
  /** Of a new one, which cannot be without. */
  text: z.string().transform(tidy).pipe(z.string().max(mostText)),
  files,
});
export type TicketForm = z.infer<typeof TicketForm>;
