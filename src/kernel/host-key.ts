import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

// How panel and agent know each other. One secret makes two keys: the agent shows one of them, and the panel proves by
// signatures that it has the other, which never travels. Who listens in the panel's place cannot command an agent.

export interface HostKeys {
  /** The server's id in the panel. */
  readonly id: number;
  /** Sent as `Authorization: Bearer ID.AGENT`; the panel keeps its digest only. */
  readonly agent: string;
  /** Never sent: signs what the panel says. */
  readonly panel: string;
}

/** An answer of the panel, as it is signed. */
export interface SignedAnswer {
  /** What the agent had sent in `X-Sublet-Nonce`. */
  readonly nonce: string;
  /** The header as sent, with its quotes. */
  readonly etag: string;
  readonly body: string | Uint8Array;
  /** `X-Sublet-Signature`. */
  readonly signature: string;
}

/** A new secret for one server: `ID.SECRET`, shown once. */
export const newToken = (id: number): string => `${id}.${randomBytes(32).toString('base64url')}`;

/** The keys a token stands for; null: it is no token. */
export function keysOf(token: string): HostKeys | null {
  const [, id, secret] = /^([1-9]\d{0,14})\.([\w-]{43})$/.exec(token) ?? [];
  if (id === undefined || secret === undefined) return null;
  return { id: Number(id), agent: derive(secret, 'agent'), panel: derive(secret, 'panel') };
}

const derive = (secret: string, label: 'agent' | 'panel'): string =>
  Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', `sublet ${label}`, 32)).toString('base64url');

/** What the panel keeps of the agent's key, as hex. */
export const agentKeyDigest = (agentKey: string): string => createHash('sha256').update(agentKey).digest('hex');

/** As hex. `etag` is the header as sent, with its quotes. */
export function sign(panelKey: string, nonce: string, etag: string, body: string | Uint8Array): string {
  return createHmac('sha256', panelKey).update(`${nonce}\n${etag}\n`).update(body).digest('hex');
}

export function verify(panelKey: string, { nonce, etag, body, signature }: SignedAnswer): boolean {
  const right = Buffer.from(sign(panelKey, nonce, etag, body));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}
