import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Ctx, Installation } from '../../kernel/ctx.ts';
import { features } from '../../kernel/features.ts';
import type { Lang } from '../../lang/languages.ts';
import { findRoot } from './logins.store.ts';

export interface LocalCall {
  readonly db: Knex;
  readonly log: Logger;
  readonly now: number;
  readonly lang: Lang;
  readonly tz: string;
  /** Who asks, as the journal names him: `command line`, `scheduled work`. */
  readonly name: string;
  readonly address: string;
  readonly installation: Installation;
}

/** The administrator at the machine itself: who may start the program may do everything in it. */
export async function localAdministrator(call: LocalCall): Promise<Ctx> {
  const { db, log, now, lang, tz, name, address, installation } = call;
  const root = await findRoot(call);
  const id = root?.id ?? 0;
  return {
    db,
    log,
    now,
    lang,
    tz,
    installation,
    viewer: { id, level: 'admin', name: root?.name ?? name, parentId: null, features, rules: [] },
    real: { loginId: null, name, accountId: id, address, sessionId: null },
    acting: null,
    opId: randomUUID(),
  };
}
