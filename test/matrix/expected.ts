import type { Level } from '../../src/kernel/ctx.ts';

// What everybody may do, written down by hand: a route or func that is not here fails the build.

/** A way in, and who may come: `open` to anybody, `signedIn` behind sign-in. */
export const routes: Readonly<Record<string, 'open' | 'signedIn'>> = {
  'GET /healthz': 'open',
  'USE /assets': 'open',
  // Answers 200 to everybody; what it says to whom is in test/http/api*.
  'GET /ispmgr': 'open',
  'POST /ispmgr': 'open',
  'GET /manager/ispmgr': 'open',
  'POST /manager/ispmgr': 'open',
  // Only with the key of a server: test/http/agent.test.ts.
  'GET /agent/v1/desired': 'open',
  'POST /agent/v1/report': 'open',
  'GET /login': 'open',
  'POST /login': 'open',
  'POST /logout': 'open',
  'POST /as/:grant/logout': 'open',
  'GET /setup/:token': 'open',
  'POST /setup/:token': 'open',
  'POST /preferences': 'open',
  'POST /profile': 'signedIn',
  'GET /': 'signedIn',
  'POST /do': 'signedIn',
  'POST /lists': 'signedIn',
  'POST /return': 'signedIn',
  'GET /check': 'signedIn',
  'GET /counts': 'signedIn',
  'GET /:func': 'signedIn',
  'POST /:func': 'signedIn',
  'GET /as/:grant/': 'signedIn',
  'POST /as/:grant/do': 'signedIn',
  'POST /as/:grant/lists': 'signedIn',
  'POST /as/:grant/return': 'signedIn',
  'GET /as/:grant/check': 'signedIn',
  'GET /as/:grant/counts': 'signedIn',
  'GET /as/:grant/:func': 'signedIn',
  'POST /as/:grant/:func': 'signedIn',
};

export interface Expected {
  readonly levels: readonly Level[];
  /** Status of a GET, and of a POST that names no row and gives nothing, for whoever may call it. */
  readonly get: number;
  readonly post: number;
  /** What is sent, where nothing at all would be a change. */
  readonly send?: Readonly<Record<string, string>>;
  /** Only for oneself: refused while working in another's panel. */
  readonly own?: true;
  /** Fetched of a row, or told of it: asked for one, GET looks for it. */
  readonly file?: true;
}

const all = ['admin', 'reseller', 'user'] as const;
const sellers = ['admin', 'reseller'] as const;
const admin = ['admin'] as const;

const list = { get: 200, post: 200 };
const form = { get: 200, post: 422 };
const verb = { get: 422, post: 422 };
const file = { get: 422, post: 422, file: true } as const;
const pageOfRow = { get: 404, post: 404 };

export const expected: Readonly<Record<string, Expected>> = {
  overview: { levels: all, get: 200, post: 409 },
  search: { levels: all, get: 200, post: 409 },
  reseller: { levels: admin, ...list },
  'reseller.edit': { levels: admin, ...form },
  'reseller.enable': { levels: admin, ...verb },
  'reseller.disable': { levels: admin, ...verb },
  'reseller.delete': { levels: admin, ...verb },
  'reseller.enter': { levels: admin, ...verb },
  'reseller.access': { levels: admin, ...pageOfRow },
  'reseller.progress': { levels: admin, ...file },
  'reseller.message': { levels: admin, ...verb },
  user: { levels: sellers, ...list },
  'user.edit': { levels: sellers, ...form },
  'user.enable': { levels: sellers, ...verb },
  'user.disable': { levels: sellers, ...verb },
  'user.delete': { levels: sellers, ...verb },
  'user.move': { levels: admin, ...verb },
  'user.enter': { levels: sellers, ...verb },
  'user.access': { levels: sellers, ...pageOfRow },
  'user.message': { levels: sellers, ...verb },
  'user.place': { levels: admin, ...verb },
  'user.shellpassword': { levels: sellers, ...verb, own: true },
  'user.retry': { levels: sellers, ...verb },
  'user.progress': { levels: sellers, ...file },
  site: { levels: all, ...list },
  'site.edit': { levels: all, ...form },
  'site.delete': { levels: all, ...verb },
  'site.certificate': { levels: all, ...verb },
  'site.nocertificate': { levels: all, ...verb },
  'site.retry': { levels: all, ...verb },
  'site.progress': { levels: all, ...file },
  server: { levels: admin, ...list },
  'server.edit': { levels: admin, ...form },
  'server.delete': { levels: admin, ...verb },
  'server.apply': { levels: admin, ...verb },
  'server.token': { levels: admin, ...verb, own: true },
  'server.facts': { levels: admin, get: 404, post: 409 },
  problem: { levels: all, ...list },
  'problem.retry': { levels: all, ...verb },
  drift: { levels: admin, ...list },
  ticket: { levels: all, ...list },
  'ticket.edit': { levels: all, ...form },
  'ticket.thread': { levels: all, get: 404, post: 409 },
  'ticket.reply': { levels: all, ...verb },
  'ticket.detach': { levels: all, ...verb },
  'ticket.close': { levels: all, ...verb },
  'ticket.reopen': { levels: all, ...verb },
  'ticket.archive': { levels: all, ...verb },
  'ticket.unarchive': { levels: all, ...verb },
  'ticket.read': { levels: all, ...verb },
  'ticket.unread': { levels: all, ...verb },
  'ticket.file': { levels: all, ...file },
  'ticket.preview': { levels: all, ...file },
  ticketcategory: { levels: sellers, ...list },
  'ticketcategory.edit': { levels: sellers, ...form },
  'ticketcategory.up': { levels: sellers, ...verb },
  'ticketcategory.down': { levels: sellers, ...verb },
  'ticketcategory.retire': { levels: sellers, ...verb },
  'ticketcategory.restore': { levels: sellers, ...verb },
  savedanswer: { levels: sellers, ...list },
  'savedanswer.edit': { levels: sellers, ...form },
  'savedanswer.delete': { levels: sellers, ...verb },
  ticketsetting: { levels: sellers, ...form, send: { fileTypes: 'exe' } },
  journal: { levels: all, ...list },
  outbox: { levels: admin, ...list },
  'outbox.resend': { levels: admin, ...verb },
  notification: { levels: all, ...list, own: true },
  'notification.read': { levels: all, ...verb, own: true },
  'usage.report': { levels: admin, ...verb },
  profile: { levels: all, ...form, send: { lang: 'xx' }, own: true },
  session: { levels: all, ...list },
  'session.end': { levels: all, ...verb, own: true },
};
