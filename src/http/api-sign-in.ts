import type { Level } from '../kernel/ctx.ts';
import { PanelError } from '../kernel/errors.ts';
import { findPresent } from '../modules/viewer/index.ts';
import { withPassword, readingsOf, type Arrival } from './api-caller.ts';
import { openApiSession, setApiCookie } from './api-session.ts';
import type { Format } from './data.ts';

/** COREmanager's numbers. */
const numberOf: Readonly<Record<Level, number>> = { admin: 29, reseller: 28, user: 16 };

/** `func=auth`: begins a session and answers its id, as attribute and as text, for clients read either. */
export async function signInForSession(arrival: Arrival, out: Format, version: 4 | 5): Promise<string> {
  const { deps, verified, req } = arrival;
  const { res } = req;
  if (out === 'csv') throw new PanelError('invalid', 'error.no_csv');
  const loginId = await withPassword(verified, req, credentials(req.given.params));
  const { db, registry } = deps;
  const present = await findPresent({ db, registry, loginId, sessionId: '', grantId: null, now: deps.clock() });
  if (!present) throw new PanelError('unauthenticated', 'login.suspended');
  const id = await openApiSession(deps, req, loginId);
  if (res) setApiCookie(deps, res, { id, version });
  req.log.info({ login: loginId }, 'signed in');
  return said({ id, level: String(numberOf[present.own.level]) }, out, version);
}

function credentials(params: ReadonlyMap<string, string>): Parameters<typeof withPassword>[2] {
  const [name, password] = [params.get('username'), params.get('password')];
  if (name === undefined && password === undefined) return readingsOf(params.get('authinfo') ?? '');
  return [{ name: name ?? '', password: password ?? '' }];
}

/** The id is hexadecimal: nothing in it needs escaping. */
function said({ id, level }: { id: string; level: string }, out: Exclude<Format, 'csv'>, version: 4 | 5): string {
  const auth = { $id: id, $level: level, $: id };
  switch (out) {
    case 'xml':
      return `<?xml version="1.0" encoding="UTF-8"?>\n<doc><auth id="${id}" level="${level}">${id}</auth></doc>\n`;
    case 'json':
      return JSON.stringify(version === 4 ? { auth } : { doc: { auth } });
    case 'jsondata':
      return JSON.stringify({ auth: id, level });
    case 'text':
      return `auth=${id}\nlevel=${level}\n`;
  }
}
