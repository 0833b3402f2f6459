import type { Request } from 'express';
import { Store, type Session, type SessionData } from 'express-session';
import { deleteSession, hashOf, insertSession, updateSession } from '../modules/session/index.ts';
import { findVisit, type SignedInRow, type Visit } from '../modules/viewer/index.ts';
import type { Deps } from './deps.ts';

declare module 'express-session' {
  interface SessionData {
    loginId: number;
    /** When the session was last written, epoch milliseconds. */
    seenAt: number;
    openedAt: number;
  }
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Whose session it is, as it was when the request came. */
    signedIn?: SignedInRow | undefined;
  }
}

const visit = Symbol('visit');
interface Loaded extends SessionData {
  [visit]?: Visit;
}

type Callback = (error?: unknown) => void;

/** Milliseconds between two writes of "last seen": a page view is no database write. */
const touchEvery = 60_000;

/** Sessions in the table `sessions`. Only `open` makes one, so nothing brings back a session that has ended. */
export class DbSessionStore extends Store {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    findVisit(this.#deps, hashOf(sid), this.#deps.clock()).then(
      (row) => {
        done(null, row ? dataOf(row) : null);
      },
      (error: unknown) => {
        done(error);
      },
    );
  }

  override createSession(req: Request, data: Loaded): Session & SessionData {
    req.signedIn = data[visit];
    return super.createSession(req, data);
  }

  override set(sid: string, session: SessionData, done: Callback = () => undefined): void {
    settle(updateSession(this.#deps, hashOf(sid), { data: JSON.stringify(session) }), done);
  }

  override touch(sid: string, session: SessionData, done: Callback = () => undefined): void {
    const now = this.#deps.clock();
    if (now - session.seenAt < touchEvery) done();
    else settle(updateSession(this.#deps, hashOf(sid), { seen_at: now, expires_at: this.#expiry(session, now) }), done);
  }

  override destroy(sid: string, done: Callback = () => undefined): void {
    settle(deleteSession(this.#deps, hashOf(sid)), done);
  }

  /** Keeps the session that the request has just been given. */
  async open(req: Request): Promise<void> {
    const now = this.#deps.clock();
    req.session.seenAt = now;
    req.session.openedAt = now;
    await insertSession(this.#deps, {
      id: hashOf(req.sessionID),
      login_id: req.session.loginId ?? null,
      data: JSON.stringify(req.session),
      address: (req.ip ?? '').slice(0, 45),
      user_agent: (req.get('user-agent') ?? '').slice(0, 300),
      created_at: now,
      seen_at: now,
      expires_at: this.#expiry(req.session, now),
    });
  }

  /** Idle and absolute limit, whichever comes first. */
  #expiry({ openedAt = 0 }: Partial<SessionData>, now: number): number {
    const { sessionIdle, sessionMax } = this.#deps.config;
    return Math.min(now + sessionIdle, openedAt + sessionMax);
  }
}

/** Columns, not the data, say whose session it is and since when. */
function dataOf(row: Visit): Loaded {
  const data = JSON.parse(row.data) as Loaded;
  data.loginId = row.login_id;
  data.seenAt = row.seen_at;
  data.openedAt = row.created_at;
  data[visit] = row;
  return data;
}

function settle(work: Promise<unknown>, done: Callback): void {
  work.then(() => {
    done();
  }, done);
}
