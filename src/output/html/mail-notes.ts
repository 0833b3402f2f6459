import type { OverviewView } from '../html.pages.view.ts';
import type { Writer } from './standing.ts';

/** How mails fare, as the module mail says. */
export interface Mails {
  configured: boolean;
  linked: boolean;
  undelivered: number;
  error: string;
}

/** What the administrator has to set, or to look at, so that mails arrive. */
export function mailNotes({ t, base }: Writer, mails: Mails): OverviewView['notes'] {
  if (!mails.configured) return [{ text: t('mail.off'), link: null }];
  const { undelivered: count, error } = mails;
  const link = { label: t('mail.undelivered_see'), href: `${base}/outbox` };
  return [
    ...(mails.linked ? [] : [{ text: t('mail.unlinked'), link: null }]),
    ...(count === 0 ? [] : [{ text: t('mail.undelivered', { count, error }), link }]),
  ];
}
