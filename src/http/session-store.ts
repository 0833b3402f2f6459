import type { Request } from 'express';
import { Store, type Session, type SessionData } from 'express-session';
import { deleteSession, hashOf, insertSession, updateSession } from '../modules/session/index.ts';
import { findVisit, type SignedInRow, type Visit } from '../modules/viewer/index.ts';
import type { Deps } from './deps.ts';

declare module 'express-session' {
  interface SessionData {
    loginId: number;
  }
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Whose session it is, as it was when the request came. */
    signedIn?: SignedInRow | undefined;
    /** What the database knows the session by. */
    sessionHash: string;
  }
}

const visit = Symbol('visit');
interface Loaded extends SessionData {
  [visit]?: Visit;
}

type Callback = (error?: unknown) => void;

/** Milliseconds between two writes of "last seen": a page view is no database write. */
const touchEvery = 60_000;

/**
 * Sessions in the table `sessions`. Only `open` makes one, so nothing brings back a session that has ended.
 * There is no `touch`: express-session would hash the session once more to see whether to call it, each time.
 */
export class DbSessionStore extends Store {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.#visit(hashOf(sid)).then(
      (row) => {
        done(null, row ? dataOf(row) : null);
      },
      (error: unknown) => {
        done(error);
      },
    );
  }

  /** Reads a session, and writes now and then that it has been seen. */
  async #visit(id: string): Promise<Visit | undefined> {
    const now = this.#deps.clock();
    const row = await findVisit(this.#deps, id, now);
    if (row && now - row.seen_at >= touchEvery)
      await updateSession(this.#deps, id, { seen_at: now, expires_at: this.#expiry(row.created_at, now) });
    return row;
  }

  override createSession(req: Request, data: Loaded): Session & SessionData {
    const row = data[visit];
    req.signedIn = row;
    if (row) req.sessionHash = row.id;
    return super.createSession(req, data);
  }

  override set(sid: string, session: SessionData, done: Callback = () => undefined): void {
    settle(updateSession(this.#deps, hashOf(sid), { data: JSON.stringify(session) }), done);
  }

  override destroy(sid: string, done: Callback = () => undefined): void {
    settle(deleteSession(this.#deps, hashOf(sid)), done);
  }

  /** Keeps the session that the request has just been given. */
  async open(req: Request): Promise<void> {
    const now = this.#deps.clock();
    await insertSession(this.#deps, {
      id: req.sessionHash,
      login_id: req.session.loginId ?? null,
      data: JSON.stringify(req.session),
      address: (req.ip ?? '').slice(0, 45),
      user_agent: (req.get('user-agent') ?? '').slice(0, 300),
      created_at: now,
      seen_at: now,
      expires_at: this.#expiry(now, now),
    });
  }

  /** Idle and absolute limit, whichever comes first. */
  #expiry(openedAt: number, now: number): number {
    const { sessionIdle, sessionMax } = this.#deps.config;
    return Math.min(now + sessionIdle, openedAt + sessionMax);
  }
}

/** A column, not the data, says whose session it is. */
function dataOf(row: Visit): Loaded {
  const data = JSON.parse(row.data) as Loaded;
  data.loginId = row.login_id;
  data[visit] = row;
  return data;
}

function settle(work: Promise<unknown>, done: Callback): void {
  work.then(() => {
    done();
  }, done);
}
