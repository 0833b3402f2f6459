import type { Ctx } from '../../kernel/ctx.ts';
import { translator } from '../../lang/translate.ts';
import { staffOf, type Staff } from '../logins/index.ts';
import { queueMail } from '../mail/index.ts';
import { notify } from '../notifications/index.ts';
import { readPrefs, type Occasion, type Way } from '../profile/index.ts';
import { ticketMail, whatIsSaid, type Said } from './ticket-mail.ts';
import type { Ticket } from './ticket.store.ts';
import { otherSide } from './ticket.table.ts';

/** What has happened in a ticket, by whoever is the viewer. An answer may close it too. */
export type News =
  | { readonly kind: 'new' | 'answer' | 'closed'; readonly messageId: number; readonly closes?: boolean }
  | { readonly kind: 'assigned'; readonly loginId: number };

/** Tells those whom it concerns: in the panel and by mail, as each wants it. */
export async function tell(tx: Ctx, found: Ticket, news: News): Promise<void> {
  const hearers = await hearersOf(tx, found, news);
  if (hearers.length === 0) return;
  const said = await whatIsSaid(tx, news);
  for (const login of hearers) {
    const way = wayOf(login, news);
    if (way === 'none') continue;
    await notify(tx, {
      login_id: login.id,
      kind: `ticket.${news.kind}`,
      who: writer(tx, login, news).slice(0, 64),
      subject: found.ticket.subject,
      func: 'ticket.thread',
      elid: String(found.ticket.id),
    });
    if (way === 'both') await mail(tx, found, { login, news, said });
  }
}

/** The other side's people, or of them who takes care of it; whoever is given it. Nobody is told of what he has done himself. */
async function hearersOf(tx: Ctx, { sides, own }: Ticket, news: News): Promise<Staff[]> {
  const side = sides[news.kind === 'assigned' ? own : otherSide(own)];
  const staff = await staffOf(tx, side.account_id);
  const wanted = news.kind === 'assigned' ? news.loginId : side.assignee_id;
  const chosen = staff.filter(({ id }) => id === wanted);
  const hearers = chosen.length > 0 ? chosen : staff;
  // In the order of their ids, as whoever else locks logins.
  return hearers.filter(({ id }) => id !== tx.real.loginId).sort((a, b) => a.id - b.id);
}

const loudest = (ways: readonly Way[]): Way => (['both', 'panel'] as const).find((way) => ways.includes(way)) ?? 'none';

function wayOf({ prefs }: Staff, news: News): Way {
  const { notify: wishes } = readPrefs(prefs);
  const occasions: Occasion[] = news.kind === 'answer' && news.closes === true ? ['answer', 'closed'] : [news.kind];
  return loudest(occasions.map((occasion) => wishes[occasion]));
}

/** The account; of one's own side the person; of somebody working in another's panel both. */
function writer(tx: Ctx, { lang }: Staff, { kind }: News): string {
  const { viewer, real, installation } = tx;
  if (tx.acting !== null)
    return translator(lang ?? installation.lang)('mail.for', { login: real.name, account: viewer.name });
  return kind === 'assigned' ? real.name : viewer.name;
}

interface Telling {
  readonly login: Staff;
  readonly news: News;
  readonly said: Said | null;
}

async function mail(tx: Ctx, found: Ticket, { login, news, said }: Telling): Promise<void> {
  if (tx.installation.mail === null) return;
  const who = writer(tx, login, news);
  await queueMail(tx, await ticketMail(tx, found.ticket, { login, news, said, who }));
}
