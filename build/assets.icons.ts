import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** Where icons are named, and how. Names are those of Tabler's outline set. */
const inCode = { ext: '.ts', pattern: /\bicon: '([a-z0-9-]+)'/g };
const inMenus = { ext: 'plugin.xml', pattern: /\baction="[^"]+"[^>]*\bimage="([a-z0-9-]+)"/g };
const sources: { dir: string; ext: string; pattern: RegExp }[] = [
  { dir: 'views', ext: '.pug', pattern: /\+icon\('([a-z0-9-]+)'\)|sprite\}#([a-z0-9-]+)/g },
  { dir: '.', ...inMenus },
  ...['src', 'plugins', 'examples'].filter(existsSync).map((dir) => ({ dir, ...inCode })),
  ...['plugins', 'examples'].filter(existsSync).map((dir) => ({ dir, ...inMenus })),
];

/** One SVG with a symbol for each icon that is used, in alphabetical order. */
export async function buildSprite(): Promise<string> {
  const names = new Set(JSON.parse(await readFile('static/icons.json', 'utf8')) as string[]);
  for (const source of sources) for (const name of await namesIn(source)) names.add(name);
  const symbols = await Promise.all([...names].sort().map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

async function namesIn({ dir, ext, pattern }: (typeof sources)[number]): Promise<string[]> {
  const entries = await readdir(dir, { recursive: dir !== '.' });
  const files = entries.filter((name) => name.endsWith(ext));
  const texts = await Promise.all(files.map((name) => readFile(join(dir, name), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''));
}

const symbol = async (name: string): Promise<string> =>
  `<symbol id="${name}" viewBox="0 0 24 24">${await drawing(name)}</symbol>`;

/** An icon as a file of its own, for style sheets to cut colour out with. */
export const iconFile = async (name: string): Promise<string> =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${await drawing(name)}</svg>`;

async function drawing(name: string): Promise<string> {
  const svg = await readFile(require.resolve(`@tabler/icons/outline/${name}.svg`), 'utf8');
  const inside = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
  return inside.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, '').replaceAll(/\s*\n\s*/g, '');
}
