import { randomInt } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openMeasure } from '../../src/agent/measure/index.ts';
import type { Paths } from '../../src/agent/paths.ts';
import type { Desired } from '../../src/kernel/host.ts';

// Measures until it is killed, and tells a panel that is a file. Now and then an answer does not come back.

const { paths, desired, panel } = JSON.parse(process.argv[2] ?? '') as {
  paths: Paths;
  desired: Desired;
  panel: string;
};
const limits = { age: 300, size: Infinity, keep: 1000, quiet: 2000 };
const measure = await openMeasure(paths, { limits });
console.log('ready');
for (;;) {
  const usage = await measure.take(desired);
  if (usage !== null) {
    appendFileSync(panel, `${JSON.stringify(usage)}\n`);
    if (randomInt(3) > 0) await measure.acknowledge(usage.id);
  }
  await measure.rotateWhenDue();
  await setTimeout(randomInt(10));
}
