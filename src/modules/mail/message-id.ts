import type { Installation } from '../../kernel/ctx.ts';

/** What our mails are called after: the panel's host, or else the sender's domain. */
export function mailDomain({ publicUrl, mail }: Installation): string {
  if (publicUrl !== '') return new URL(publicUrl).hostname;
  return /@([^\s<>@]+)>?$/.exec(mail?.from ?? '')?.[1] ?? 'localhost';
}

/** Written into every mail of ours, so that none that comes back is taken for an answer. */
export const ownHeader = 'X-Sublet';

/** Kept from machines: nobody's vacation notice answers our mails. */
export const automatic: Readonly<Record<string, string>> = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
  [ownHeader]: 'ticket',
};

/** Begins the line above which an answer is written, in every language. */
export const marker = '##-';
