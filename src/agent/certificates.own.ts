import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const days = 397;
const day = 24 * 60 * 60 * 1000;
/** A common name has room for so many characters. */
const longestCommonName = 64;

/** A certificate that nobody vouches for, with its key: encrypted it is, trusted it is not. */
export async function makeCertificate(domain: string, now: number): Promise<{ pem: string; expires: number }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  // Certificates know seconds only.
  const expires = Math.floor((now + days * day) / 1000) * 1000;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: domain.length <= longestCommonName ? `CN=${domain}` : 'CN=self-made',
    // Clocks of visitors may be behind.
    notBefore: new Date(now - day),
    notAfter: new Date(expires),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([domain, `www.${domain}`].map((value) => ({ type: 'dns', value }))),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { pem: `${certificate.toString('pem')}\n${PemConverter.encode(key, 'PRIVATE KEY')}\n`, expires };
}
