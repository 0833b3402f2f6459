import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Installation } from '../../src/kernel/ctx.ts';

/** A folder of this process's own, and no mail. */
export const installation: Installation = {
  dataDir: join(tmpdir(), `sublet-test-${String(process.pid)}`),
  publicUrl: 'https://panel.example.com',
  lang: 'en',
  tz: 'UTC',
  mail: null,
};
