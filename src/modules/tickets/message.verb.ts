import type { Ctx } from '../../kernel/ctx.ts';
import { translator } from '../../lang/translate.ts';
import { defineVerb, type Field, type Option, type Verb } from '../../panel/define.ts';
import { fileChoice } from './attachment.file.ts';
import { messageAccount } from './open.service.ts';
import { ownCategories } from './ticket.form.ts';
import { MessageInput } from './ticket.schema.ts';
import { priorities } from './ticket.table.ts';

/** With what each asks for, as the manual of ISPmanager words it. */
export const priorityOptions = (ctx: Ctx): Option[] => {
  const t = translator(ctx.lang);
  return priorities.map((value) => ({ value, label: t(`ticket.priority.${value}`) }));
};

export const messageFields = {
  subject: { required: true },
  priority: { as: 'select', options: priorityOptions },
  category: { as: 'select', options: ownCategories },
  text: { as: 'textarea', required: true },
  files: { as: 'files', options: (ctx: Ctx) => fileChoice(ctx, ctx.viewer.id) },
} as const satisfies Record<string, Field>;

/** "Message": a ticket for each of the accounts. */
export const messageVerb = (level: 'reseller' | 'user'): Verb =>
  defineVerb({
    on: 'many',
    icon: 'message',
    input: { schema: MessageInput, fields: messageFields },
    run: async (ctx, elid, input) => ({ goto: `/ticket.thread?elid=${await messageAccount(ctx, level, elid, input)}` }),
  });
