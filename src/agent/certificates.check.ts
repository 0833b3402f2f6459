import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { oneLine } from './linux/exec.ts';

const largest = 100_000;
const block = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/gu;

/** Why a certificate cannot be used for a domain, in a sentence; otherwise when it expires, epoch ms. */
export function examine(pem: string, domain: string, now: number): { reason: string } | { expires: number } {
  try {
    return { expires: examined(pem, domain, now) };
  } catch (error) {
    return { reason: oneLine(error instanceof Error ? error.message : String(error)) };
  }
}

function examined(pem: string, domain: string, now: number): number {
  if (pem.length > largest) throw new Error('the certificate is too long');
  const { chain, key } = parts(pem);
  const [first] = chain;
  if (first === undefined) throw new Error('there is no certificate in it');
  if (!first.checkPrivateKey(key)) throw new Error('the key belongs to another certificate');
  const [from, to] = [Date.parse(first.validFrom), Date.parse(first.validTo)];
  if (!(from <= now)) throw new Error(`the certificate is valid only from ${first.validFrom}`);
  if (!(to > now)) throw new Error(`the certificate expired on ${first.validTo}`);
  if (first.checkHost(domain) === undefined) throw new Error(`the certificate is not for ${domain}`);
  checkStrength(pem, key);
  return to;
}

function parts(pem: string): { chain: X509Certificate[]; key: KeyObject } {
  const blocks = [...pem.matchAll(block)].map(([text, kind = '']) => ({ text, kind }));
  const keys = blocks.filter(({ kind }) => kind.endsWith('PRIVATE KEY'));
  const [key] = keys;
  if (key === undefined) throw new Error('there is no key in it');
  if (keys.length > 1) throw new Error('there is more than one key in it');
  if (key.kind.startsWith('ENCRYPTED') || key.text.includes('ENCRYPTED')) throw new Error('the key has a passphrase');
  const chain = blocks.filter(({ kind }) => kind === 'CERTIFICATE').map(({ text }) => readCertificate(text));
  return { chain, key: readKey(key.text) };
}

/** The web server finds such faults only when a visitor comes. */
function checkStrength(pem: string, key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 2048;
  if (bits < 2048) throw new Error(`the key is too weak: ${bits} bits`);
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec')
    throw new Error(`browsers do not take keys of this kind: ${key.asymmetricKeyType ?? 'unknown'}`);
  createSecureContext({ cert: pem, key: pem, ciphers: 'DEFAULT@SECLEVEL=2' });
}

function readCertificate(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new Error('a certificate in it cannot be read');
  }
}

function readKey(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new Error('the key cannot be read');
  }
}
