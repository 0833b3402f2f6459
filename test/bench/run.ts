import { join } from 'node:path';
import { startMariadb } from '../helpers/mariadb.ts';
import type { Size } from './generate.ts';
import { measureOthers, measurePages, measureSorts } from './lists.ts';
import { openPlace, type Engine, type Place } from './place.ts';
import { Report } from './report.ts';
import { startBare, type Running } from './servers.ts';
import { fillTickets, measureTickets } from './tickets.ts';
import { measureWrites } from './writes.ts';

// npm run bench -- [--engine=sqlite|mariadb] [--size=small,large] [--only=list,sort,filter,write,ticket,memory]
// Without options everything is measured: about twenty minutes, most of it making the large trees.

const sizes: Readonly<Record<string, Size>> = {
  small: { resellers: 1000, users: 10_000, sites: 2000 },
  /** Only proves that all of it runs. */
  tiny: { resellers: 10, users: 50, sites: 10 },
  large: { resellers: 10_000, users: 1_000_000, sites: 200_000 },
};
const usual = ['small', 'large'];
const mostMemory = 200;

process.chdir(join(import.meta.dirname, '../..'));
const given = (name: string, all: readonly string[], unless = all): string[] => {
  const value = process.argv
    .find((arg) => arg.startsWith(`--${name}=`))
    ?.slice(name.length + 3)
    .split(',') ?? [...unless];
  const strange = value.find((one) => !all.includes(one));
  if (strange !== undefined) throw new Error(`--${name}=${strange} is not known: use ${all.join(', ')}`);
  return value;
};
const parts = given('only', ['list', 'sort', 'filter', 'write', 'ticket', 'memory']);
const report = new Report();
const bare = await startBare();
try {
  for (const engine of given('engine', ['sqlite', 'mariadb'])) await measureEngine(engine as Engine, bare);
} finally {
  await bare.stop();
}
report.print();

async function measureEngine(engine: Engine, base: Running): Promise<void> {
  console.log(`\n${engine}: making trees`);
  const mariadb = engine === 'mariadb' ? await startMariadb('--innodb-buffer-pool-size=2G') : null;
  const places: Place[] = [];
  try {
    for (const name of given('size', Object.keys(sizes), usual)) {
      const size = sizes[name];
      if (size) places.push(await openPlace(engine, name, size, mariadb));
    }
    for (const place of places) await measurePlace(place, base);
    await measureBetween(engine, places);
    if (parts.includes('memory')) places.forEach(measureMemory);
  } finally {
    for (const place of places) await place.close();
    await mariadb?.remove();
  }
}

async function measureBetween(engine: Engine, [small, large]: readonly Place[]): Promise<void> {
  if (!small || !large || !parts.includes('sort')) return;
  report.heading(`${engine}: sorting`);
  await measureSorts(report, small, large);
}

async function measurePlace(place: Place, base: Running): Promise<void> {
  const { resellers, users } = place.size;
  report.heading(`${place.engine}, ${String(resellers)} resellers, ${String(users)} users`);
  if (parts.includes('list')) await measurePages(report, place, base);
  if (parts.includes('filter')) await measureOthers(report, place);
  if (parts.includes('write')) await measureWrites(report, place);
  if (parts.includes('ticket')) {
    await fillTickets(place.db, { tickets: Math.min(1000, place.size.resellers * 10), messages: 50 });
    await measureTickets(report, place, base);
  }
}

function measureMemory(place: Place): void {
  const { now, most } = place.panel.memory();
  report.add({
    what: `memory of the panel, ${place.engine}, ${place.name}`,
    value: `${now.toFixed(0)} MB`,
    aim: `under ${String(mostMemory)} MB`,
    met: most < mostMemory,
    note: `at most ${most.toFixed(0)} MB`,
  });
}
