import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Lang } from '../lang/languages.ts';
import type { Feature } from './features.ts';

export const levels = ['admin', 'reseller', 'user'] as const;
export type Level = (typeof levels)[number];

/** What one login or account may or may not call, by func name; a func that is not listed is inherited. */
export type Rules = Readonly<Record<string, 'allow' | 'deny'>>;

/** The account under whose rights a request runs: one's own, or the one being worked in. */
export interface Viewer {
  readonly id: number;
  readonly level: Level;
  readonly name: string;
  readonly parentId: number | null;
  /** What the account may use: its own features that every ancestor has too. */
  readonly features: readonly Feature[];
  /** Rules of the login, the account and each ancestor, where there are any; one denial anywhere is final. */
  readonly rules: readonly Rules[];
}

/** The person, script or job that really asks. */
export interface Real {
  /** null for the command line and scheduled work. */
  readonly loginId: number | null;
  readonly name: string;
  readonly accountId: number;
  readonly address: string;
  /** The session the request came with; null outside the panel. */
  readonly sessionId: string | null;
  /** The call came as a mail. */
  readonly byMail?: true;
}

/** What an account keeps of those of one level below it: how many, how many with a hold of their own, how many near a limit. */
export interface Kept {
  readonly everyone: number;
  readonly held: number;
  readonly near: number;
}

/** Working in another account's panel: the grant and the way down to it, own account first. */
export interface Acting {
  readonly grantId: string;
  readonly chain: readonly { name: string; level: Level; href: string }[];
}

/** What services know of the installation they run in. */
export interface Installation {
  /** The folder of what the panel keeps. */
  readonly dataDir: string;
  /** Where browsers find the panel; '' when nobody has said. */
  readonly publicUrl: string;
  /** Of who has chosen none. */
  readonly lang: Lang;
  readonly tz: string;
  /** null: no mail is sent. */
  readonly mail: {
    readonly from: string;
    /** Mail to `reply+…` at this domain comes back to the panel; null: it does not. */
    readonly replyDomain: string | null;
  } | null;
}

/** Who is asking, on which connection, at what time. The first argument of every use case and store. */
export interface Ctx {
  /** Inside a transaction this is the transaction. */
  readonly db: Knex;
  /** Epoch milliseconds, one instant for the whole request. */
  readonly now: number;
  readonly viewer: Viewer;
  readonly real: Real;
  readonly acting: Acting | null;
  readonly lang: Lang;
  /** IANA name of the time zone that times are shown in. */
  readonly tz: string;
  /** Names this attempt to change something: the same id a second time changes nothing and answers the same. */
  readonly opId: string;
  readonly log: Logger;
  readonly installation: Installation;
  /** What an account, the viewer's, kept when the request came, where that was read with who asks: a list counts by it. */
  readonly kept?: { readonly of: number } & Readonly<Record<'reseller' | 'user', Kept>>;
}
