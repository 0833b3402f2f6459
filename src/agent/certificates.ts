import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostFailure } from '../kernel/host.ts';
import { examine } from './certificates.check.ts';
import { makeCertificate } from './certificates.own.ts';
import type { Observed } from './driver.ts';
import type { Op, StepResult } from './op.ts';
import { certificateOf, type Paths } from './paths.ts';
import { domainIn, isSiteDomain } from './web/guard.ts';
import { makeFolder, openWays, wwwData } from './web/folders.ts';

// A file of a certificate begins with a line that says whose it is, its digest and when it expires. OpenSSL passes it over.

interface Known {
  readonly given: string | null;
  readonly expires: number;
}

/** A certificate of our own is made anew before it has this left. */
const enough = 30 * 24 * 60 * 60 * 1000;

export const digestOf = (pem: string): string => createHash('sha256').update(pem).digest('hex');

/** A given certificate that cannot be used is a failure; its site keeps what it has, or gets one of our own making. */
export async function putCertificates(paths: Paths, { sites }: Op['certificates.put']): Promise<StepResult> {
  await openWays(paths);
  await makeFolder(folderOf(paths));
  const failures: HostFailure[] = [];
  for (const { id, domain, certificate } of sites) {
    const known = await read(certificateOf(paths, domainIn(domain)));
    const { file, reason } = chosen(domain, certificate, known);
    if (file !== null) await write(paths, domain, file);
    if (reason !== null) failures.push({ kind: 'site', id, fault: 'certificate', detail: reason });
  }
  return failures;
}

interface Choice {
  /** null: what lies there stays. */
  readonly file: File | null;
  /** Why a given certificate cannot be used; null: it can, or there is none. */
  readonly reason: string | null;
}

function chosen(domain: string, certificate: string | null, known: Known | null): Choice {
  const now = Date.now();
  const isGood = known !== null && known.given === null && known.expires - now > enough;
  const own = (): File => ({ ...makeCertificate(domain, now), kind: 'own' });
  if (certificate === null) return { file: isGood ? null : own(), reason: null };
  const found = examine(certificate, domain, now);
  if ('expires' in found) return { file: { pem: certificate, kind: 'given', expires: found.expires }, reason: null };
  // One that has expired in its place stays: browsers then say so, rather than that nobody knows who has signed it.
  const stays = isGood || known?.given === digestOf(certificate);
  return { file: stays ? null : own(), reason: found.reason };
}

export async function removeCertificates(paths: Paths, { domains }: Op['certificates.remove']): Promise<void> {
  for (const domain of domains) await rm(certificateOf(paths, domainIn(domain)), { force: true });
}

/** What lies there, by domain. A file that is not as it was written counts as none, as does one of another name. Unchanged files are not read again. */
export function certificateObserver(paths: Paths): () => Promise<Observed['certificates']> {
  const seen = new Map<string, { readonly stamp: string; readonly known: Known | null }>();
  return async () => {
    const files = await readdir(folderOf(paths)).catch((): string[] => []);
    const names = files.filter(isSiteDomain);
    const stamped = names.map((name) => [name, stampOf(certificateOf(paths, name))] as const);
    for (const [name, stamp] of stamped) {
      if (seen.get(name)?.stamp !== stamp) seen.set(name, { stamp, known: await read(certificateOf(paths, name)) });
    }
    const known = names.map((name) => [name, seen.get(name)?.known ?? null] as const);
    return new Map(known.flatMap(([name, one]) => (one === null ? [] : [[name, one]])));
  };
}

const folderOf = (paths: Paths): string => dirname(certificateOf(paths, 'any'));

/** One by one this takes far less time than side by side. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(' ');
}

async function read(file: string): Promise<Known | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [head = '', kind, digest = '', expires] = /^# (given|own) ([0-9a-f]{64}) (\d{1,15})\n/u.exec(text) ?? [];
  const intact = head !== '' && digestOf(text.slice(head.length)) === digest;
  return intact ? { given: kind === 'given' ? digest : null, expires: Number(expires) } : null;
}

interface File {
  readonly pem: string;
  readonly kind: 'given' | 'own';
  readonly expires: number;
}

async function write(paths: Paths, domain: string, { pem, kind, expires }: File): Promise<void> {
  const file = certificateOf(paths, domainIn(domain));
  const fresh = join(folderOf(paths), '.new');
  await rm(fresh, { force: true });
  const handle = await open(fresh, 'wx', 0o640);
  try {
    await handle.chown(0, wwwData);
    await handle.chmod(0o640);
    await handle.writeFile(`# ${kind} ${digestOf(pem)} ${expires}\n${pem}`);
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
}
