import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { refuse, type PanelError } from '../../kernel/errors.ts';
import type { MessageKey } from '../../lang/messages.ts';

/** A certificate that a web server takes for a site. */
export interface ReadCertificate {
  /** The site's certificate, those that vouch for it, and the key. */
  readonly pem: string;
  readonly issuer: string;
  readonly expiresAt: number;
}

interface For {
  /** As the network writes it. */
  readonly domain: string;
  readonly now: number;
}

const mostInChain = 10;
/** The column holds a little more. */
const mostBytes = 60_000;
const shortestRsa = 2048;

/** Reads what was pasted, in any order and with any text around it. What is wrong is told beside its field. */
export function readCertificate(given: { chain: string; privateKey: string }, { domain, now }: For): ReadCertificate {
  const certificates = readChain(given.chain);
  const key = readKey(given.privateKey);
  const own = certificates.find((one) => one.checkPrivateKey(key));
  if (own === undefined) throw refuse('invalid', 'privateKey', 'certificate.key.other');
  checkOwn(own, { domain, now });
  const chain = inOrder(own, certificates);
  const late = chain.find((one) => endOf(one) <= now);
  if (late) throw wrong('certificate.chain.expired', { name: nameOf(late.subject) });
  const pem = [...chain.map(String), key.export({ type: 'pkcs8', format: 'pem' })].join('');
  if (Buffer.byteLength(pem) > mostBytes) throw wrong('certificate.long');
  return { pem, issuer: nameOf(own.issuer), expiresAt: endOf(own) };
}

const wrong = (message: MessageKey, values: Record<string, string | number> = {}): PanelError =>
  refuse('invalid', 'chain', message, values);

function readChain(text: string): X509Certificate[] {
  const blocks = blocksOf(text);
  if (blocks.length === 0) throw wrong(text.includes('PRIVATE KEY-') ? 'certificate.is_key' : 'certificate.none');
  if (blocks.length > mostInChain) throw wrong('certificate.many', { max: mostInChain });
  const read = blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw wrong('certificate.unreadable', { number: index + 1 });
    }
  });
  return read.filter((one, index) => read.findIndex((other) => other.fingerprint256 === one.fingerprint256) === index);
}

/** Nothing of a key is ever said, neither in words nor in causes. */
function readKey(text: string): KeyObject {
  const wrongKey = (message: MessageKey): PanelError => refuse('invalid', 'privateKey', message);
  const [block] = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/.exec(text) ?? [];
  if (block === undefined) throw wrongKey('certificate.key.none');
  if (block.includes('ENCRYPTED')) throw wrongKey('certificate.key.encrypted');
  const key = parsed(block);
  if (key === null) throw wrongKey('certificate.key.unreadable');
  const weak = weaknessOf(key);
  if (weak !== null) throw wrongKey(weak);
  return key;
}

function weaknessOf({ asymmetricKeyType: kind, asymmetricKeyDetails: details }: KeyObject): MessageKey | null {
  if (kind === 'ec') return null;
  if (kind !== 'rsa') return 'certificate.key.kind';
  return (details?.modulusLength ?? 0) < shortestRsa ? 'certificate.key.short' : null;
}

function parsed(block: string): KeyObject | null {
  try {
    return createPrivateKey({ key: block, format: 'pem' });
  } catch {
    return null;
  }
}

function checkOwn(own: X509Certificate, { domain, now }: For): void {
  if (endOf(own) <= now) throw wrong('certificate.expired', { when: dayOf(own.validTo) });
  if (Date.parse(own.validFrom) > now) throw wrong('certificate.early', { when: dayOf(own.validFrom) });
  if (own.checkHost(domain, { subject: 'never' }) !== undefined) return;
  const names = (own.subjectAltName ?? '').replaceAll('DNS:', '').slice(0, 300) || nameOf(own.subject);
  throw wrong('certificate.other_domain', { domain, names });
}

/** Each vouched for by the next; one that vouches for none of the others belongs elsewhere. */
function inOrder(own: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const chain = [own];
  let rest = all.filter((one) => one !== own);
  for (;;) {
    const last = chain.at(-1) ?? own;
    const next = rest.find((one) => last.checkIssued(one) && last.verify(one.publicKey));
    if (next === undefined) break;
    chain.push(next);
    rest = rest.filter((one) => one !== next);
  }
  const [stranger] = rest;
  if (stranger) throw wrong('certificate.stranger', { name: nameOf(stranger.subject) });
  return chain;
}

/** SHA-256 of what is kept of a certificate, as `openssl x509 -fingerprint -sha256` prints it. */
export function fingerprintOf(pem: string): string {
  const [own] = blocksOf(pem);
  return own === undefined ? '' : new X509Certificate(own).fingerprint256;
}

const blocksOf = (text: string): readonly string[] =>
  text.match(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END [^-]+-----/g) ?? [];

const endOf = ({ validTo }: X509Certificate): number => Date.parse(validTo);

const dayOf = (date: string): string => new Date(date).toISOString().slice(0, 10);

/** Of a distinguished name, one part a line, what people know it by: `Let's Encrypt R3`. */
function nameOf(distinguished: string): string {
  const part = (key: string): string =>
    distinguished
      .split('\n')
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1) ?? '';
  const organisation = part('O');
  const common = part('CN');
  const name = common.startsWith(organisation) ? common : `${organisation} ${common}`;
  return name.replaceAll(/\p{C}/gu, '').trim().slice(0, 200) || '?';
}
