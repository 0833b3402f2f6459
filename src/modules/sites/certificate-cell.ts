import type { Ctx } from '../../kernel/ctx.ts';
import type { Tone } from '../../panel/define.ts';
import { noHost, type HostCell } from '../servers/index.ts';

/** Milliseconds before its end from which a certificate is warned of. */
const soon = 14 * 86_400_000;

export const certificateTones = {
  own: 'plain',
  given: 'plain',
  ends: 'warn',
  ended: 'bad',
} as const satisfies Readonly<Record<string, Tone>>;

interface Given {
  readonly issuer: string | null;
  readonly expires_at: number | null;
}

/** Which certificate a site has: its own self-made one, or one that was given, with its issuer and end; null: no HTTPS. */
export function certificateCell({ now }: Pick<Ctx, 'now'>, given: Given | null): HostCell {
  if (given === null) return noHost;
  if (given.expires_at === null) return { word: 'own', text: '', at: null };
  const word = given.expires_at <= now ? 'ended' : given.expires_at <= now + soon ? 'ends' : 'given';
  return { word, text: given.issuer ?? '', at: given.expires_at };
}
