#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

const [major, minor] = process.versions.node.split('.').map(Number);
const program = new URL('../dist/src/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Sublet needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exitCode = 1;
} else if (!existsSync(program)) {
  console.error('Sublet has not been built yet: run "npm run build" first.');
  process.exitCode = 1;
} else {
  // By itself V8 lets garbage grow to several times what lives; this process shares its machine with customers.
  setFlagsFromString('--heap-growing-percent=50');
  await import(program.href);
}
