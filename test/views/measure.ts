import { gzipSync } from 'node:zlib';
import { render } from './render.ts';
import { listView, type World } from './samples.ts';

/** Says what a list of 50 rows weighs and how long it takes to render: `node --import tsx test/views/measure.ts`. */
const rounds = 2000;
const world: World = {
  asset: (name) => `/assets/${name.replace('.', '.0123abcd.')}`,
  theme: null,
  lang: 'en',
  acting: false,
};
const view = listView(world, 50);
let html = '';
for (let i = 0; i < rounds; i++) html = render(view);
const started = performance.now();
for (let i = 0; i < rounds; i++) html = render(view);
const each = (performance.now() - started) / rounds;
console.log(`50 rows: ${String(html.length)} B, ${String(gzipSync(html).length)} B gz, ${each.toFixed(3)} ms`);
