import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Need {
  /** Paths of which one is enough. */
  readonly programs: readonly string[];
  readonly debian: string;
}

/** Installs what is missing when that is ours to do: as root on Debian. Else says what to install and exits with 2. */
export function installMissing(needs: readonly Need[]): void {
  const packages = needs
    .filter(({ programs }) => !programs.some((path) => existsSync(path)))
    .map((need) => need.debian);
  if (packages.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.error(`Programs that the tests need are missing. On Debian: apt-get install ${packages.join(' ')}`);
    process.exit(2);
  }
  console.log(`Installing ${packages.join(' ')}`);
  aptGet('update');
  aptGet('install', '-y', '--no-install-recommends', ...packages);
}

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}
