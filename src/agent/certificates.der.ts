// The little of DER that a certificate takes: ITU-T X.690.

export type Der = Buffer;

/** A value with its tag and its length. */
export function tagged(tag: number, ...parts: readonly Der[]): Der {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const head = length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  if (length > 0xffff) throw new Error('too long');
  return Buffer.concat([Buffer.from(head), content]);
}

export const sequence = (...parts: readonly Der[]): Der => tagged(0x30, ...parts);
export const set = (...parts: readonly Der[]): Der => tagged(0x31, ...parts);
/** Of bytes that begin with no more than a sign. */
export const integer = (bytes: Buffer): Der => tagged(0x02, bytes);
/** Of an object identifier as it is encoded, in hex. */
export const oid = (hex: string): Der => tagged(0x06, Buffer.from(hex, 'hex'));
export const text = (tag: number, value: string): Der => tagged(tag, Buffer.from(value));

/** Years have two digits until 2049: RFC 5280, 4.1.2.5. */
export function time(ms: number): Der {
  const digits = new Date(ms).toISOString().replace(/\.\d+|[-:T]/gu, '');
  return digits < '2050' ? text(0x17, digits.slice(2)) : text(0x18, digits);
}
