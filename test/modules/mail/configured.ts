import type { Ctx, Installation } from '../../../src/kernel/ctx.ts';

const mail = { from: 'Example Hosting <panel@example.com>', replyDomain: 'reply.example.com' };

/** The same call in an installation that sends mail. */
export const withMail = (ctx: Ctx, change: Partial<Installation> = {}): Ctx => ({
  ...ctx,
  installation: { ...ctx.installation, mail, ...change },
});
