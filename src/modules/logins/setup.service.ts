import { createHash, randomBytes } from 'node:crypto';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { readSetting, takeSetting, writeSetting } from '../settings/index.ts';
import { hasAdministrator } from './logins.store.ts';

type On = Pick<Ctx, 'db'>;

const name = 'setup_token';
/** Hours; the panel is started, and its log read, by the same person. */
const lifetime = 24 * 3_600_000;

const stored = (token: string, expiresAt: number): string =>
  `${createHash('sha256').update(token).digest('hex')} ${expiresAt}`;

/** A new one-time token while nobody can sign in as administrator, else null. The one before is void from then. */
export async function openSetup(ctx: On, now: number): Promise<string | null> {
  if (await hasAdministrator(ctx)) return null;
  const token = randomBytes(24).toString('base64url');
  await writeSetting(ctx, name, stored(token, now + lifetime));
  return token;
}

/** Throws unless the token is the one that is open. */
export async function checkSetup(ctx: On, token: string, now: number): Promise<void> {
  const kept = await readSetting(ctx, name);
  const expiresAt = Number(kept?.split(' ')[1] ?? 0);
  if (kept === undefined || kept !== stored(token, expiresAt) || expiresAt <= now) throw refusal();
}

/** Uses the token up within the caller's transaction. */
export async function takeSetup(tx: Ctx, token: string): Promise<void> {
  await checkSetup(tx, token, tx.now);
  const kept = (await readSetting(tx, name)) ?? '';
  if (!(await takeSetting(tx, name, kept))) throw refusal();
}

const refusal = (): PanelError => new PanelError('not_found', 'login.setup_link');
