import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { integer, oid, sequence, set, tagged, text, time, type Der } from './certificates.der.ts';

const days = 397;
const day = 24 * 60 * 60 * 1000;
/** A common name has room for so many characters. */
const longestCommonName = 64;

/** A certificate that nobody vouches for, with its key: encrypted it is, trusted it is not. A few thousand take a second. */
export function makeCertificate(domain: string, now: number): { pem: string; expires: number } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // Certificates know seconds only.
  const expires = Math.floor((now + days * day) / 1000) * 1000;
  const name = nameOf(domain.length <= longestCommonName ? domain : 'self-made');
  const content = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    // Positive, and not without a first digit.
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    name,
    // Clocks of visitors may be behind.
    sequence(time(now - day), time(expires)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(notAnAuthority, forServers, namesOf([domain, `www.${domain}`]))),
  );
  const signature = tagged(0x03, Buffer.of(0), sign('sha256', content, privateKey));
  const certificate = sequence(content, algorithm, signature);
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { pem: `${pemOf('CERTIFICATE', certificate)}${key.toString()}`, expires };
}

/** ECDSA with SHA-256. */
const algorithm = sequence(oid('2a8648ce3d040302'));

const nameOf = (common: string): Der => sequence(set(sequence(oid('550403'), text(0x0c, common))));

// Extensions: RFC 5280, 4.2.1.

const extension = (id: string, value: Der, ...critical: Der[]): Der =>
  sequence(oid(id), ...critical, tagged(0x04, value));
const yes = tagged(0x01, Buffer.of(0xff));
const notAnAuthority = extension('551d13', sequence(), yes);
const forServers = extension('551d25', sequence(oid('2b06010505070301')));
const namesOf = (names: readonly string[]): Der =>
  extension('551d11', sequence(...names.map((name) => text(0x82, name))));

const pemOf = (kind: string, der: Der): string =>
  `-----BEGIN ${kind}-----\n${der.toString('base64').replace(/.{64}(?=.)/gu, '$&\n')}\n-----END ${kind}-----\n`;
