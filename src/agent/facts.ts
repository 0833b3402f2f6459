import { execFile } from 'node:child_process';
import { readFile, statfs } from 'node:fs/promises';
import { cpus, hostname, release, totalmem } from 'node:os';
import type { HostFacts } from '../kernel/host.ts';
import { BIN } from './linux/exec.ts';
import type { Paths } from './paths.ts';

/** What machine this is. Versions are asked again after ten minutes: packages are upgraded under a running agent. */
export function factsOf(paths: Paths, quota: () => Promise<HostFacts['quota']>): () => Promise<HostFacts> {
  let known: { readonly until: number; readonly slow: Promise<Pick<HostFacts, 'programs' | 'system'>> } | null = null;
  return async () => {
    if (known === null || performance.now() > known.until) known = { until: performance.now() + 600_000, slow: slow() };
    const disk = await statfs(paths.home);
    return {
      ...(await known.slow),
      hostname: hostname(),
      kernel: release(),
      cpus: cpus().length,
      memoryBytes: totalmem(),
      disk: { totalBytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize },
      quota: await quota(),
    };
  };
}

async function slow(): Promise<Pick<HostFacts, 'programs' | 'system'>> {
  const [nginx, php, fcgiwrap] = await Promise.all([
    versionOf(BIN.nginx, ['-v'], /nginx\/(\S+)/),
    versionOf(BIN.phpFpm, ['-v'], /^PHP (\S+)/),
    // It does not tell its version, its package does.
    versionOf('/usr/bin/dpkg-query', ['--show', '--showformat=${Version}', 'fcgiwrap'], /^(\d\S*)$/),
  ]);
  return { programs: { nginx, php, fcgiwrap }, system: await systemName() };
}

/** null: not installed. */
function versionOf(program: string, args: readonly string[], form: RegExp): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env: {}, timeout: 5000 }, (_error, out, err) => {
      resolve(form.exec(out + err)?.[1]?.slice(0, 40) ?? null);
    });
    child.stdin?.end();
  });
}

async function systemName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1]?.slice(0, 300) ?? 'Linux';
}
