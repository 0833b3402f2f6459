import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Upload } from '../../../src/kernel/upload.ts';
import { installation } from '../../helpers/installation.ts';

/** A file as a form brings it. */
export async function upload(name: string, content: string | Buffer = 'log line\n'): Promise<Upload> {
  const folder = join(installation.dataDir, 'uploads', randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  await writeFile(path, content, { mode: 0o600 });
  return { field: 'files', name, path, size: Buffer.byteLength(content) };
}

/** A PNG of one colour; one that only says how large it is has no rows. */
export function png(width: number, height: number, rows = height): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0], 8);
  const data = deflateSync(Buffer.alloc(rows * (width + 1)));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, part('IHDR', head), part('IDAT', data), part('IEND', Buffer.alloc(0))]);
}

function part(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** What a GIF says first, and a script for whoever takes it for one. */
export const polyglot = Buffer.from('GIF89a/*\u0001\u0000\u0000*/=alert(1)//', 'latin1');
export const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
export const html = '<!doctype html><script>alert(1)</script>';
export const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
export const pdf = '%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n';
