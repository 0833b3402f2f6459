import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto);

const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface Issued {
  readonly pem: string;
  readonly keyPem: string;
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

interface Wanted {
  readonly subject: string;
  /** Domains; none of an authority. */
  readonly names?: readonly string[];
  readonly by?: Issued;
  readonly from?: string;
  readonly to?: string;
  /** Bits; EC unless told. */
  readonly rsa?: number;
}

/** A certificate with its key, vouched for by another or by itself; good from 2020 to 2090 unless told. */
export async function issue({
  subject,
  names,
  by,
  from = '2020-01-01',
  to = '2090-01-01',
  rsa,
}: Wanted): Promise<Issued> {
  const kind =
    rsa === undefined
      ? ec
      : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: rsa, publicExponent: new Uint8Array([1, 0, 1]) };
  const keys = await webcrypto.subtle.generateKey(kind, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: by?.certificate.subject ?? subject,
    notBefore: new Date(from),
    notAfter: new Date(to),
    publicKey: keys.publicKey,
    signingKey: by?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: by ? ec : kind,
    extensions: [
      new BasicConstraintsExtension(names === undefined, undefined, true),
      ...(names ? [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))] : []),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const keyPem = `${PemConverter.encode(key, 'PRIVATE KEY')}\n`;
  return { pem: `${certificate.toString('pem')}\n`, keyPem, certificate, keys };
}
