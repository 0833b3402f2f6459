import type { HostReport } from '../../src/kernel/host.ts';

/** Of a machine. */
export const facts: HostReport['facts'] = {
  hostname: 'web1',
  system: 'Debian',
  kernel: '6.1',
  cpus: 2,
  memoryBytes: 2 ** 30,
  disk: { totalBytes: 100, freeBytes: 50 },
  programs: { nginx: '1.22.1', php: '8.2', fcgiwrap: null },
  quota: 'none',
};

/** What an agent says when all is well, but for what is given. */
export const reportOf = (more: Partial<HostReport>): HostReport => ({
  applied: null,
  version: '0.1.0',
  facts,
  failures: [],
  problem: null,
  drift: [],
  usage: null,
  ...more,
});
