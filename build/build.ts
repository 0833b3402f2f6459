import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildViews } from './views.ts';

/** Everything a build depends on. */
const inputs = [
  ...['src', 'migrations', 'plugins', 'examples', 'views', 'static', 'build', 'plugin.xml'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', '.config/tsconfig.build.json'],
];
const copied = ['src', 'plugins', 'examples', 'views', 'plugin.xml', 'package.json'];

process.chdir(join(import.meta.dirname, '..'));
const fingerprint = await hashOf(inputs.filter((path) => existsSync(path)));
if (fingerprint !== (await lastFingerprint())) await build();

/** Builds beside `dist` and then changes places, so that nothing is left of removed files and of builds that failed. */
async function build(): Promise<void> {
  const target = join('node_modules/.cache/sublet', String(process.pid));
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await Promise.all([compile(target), copy(target), buildStatic(join(target, 'static'))]);
  await buildViews(join(target, 'views'));
  await writeFile(join(target, '.fingerprint'), fingerprint);
  await rm('dist', { recursive: true, force: true });
  await rename(target, 'dist');
}

async function compile(target: string): Promise<void> {
  const options = ['-p', '.config/tsconfig.build.json', '--outDir', target];
  await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', ...options]);
}

async function copy(target: string): Promise<void> {
  for (const path of copied.filter((path) => existsSync(path))) {
    await cp(path, join(target, path), { recursive: true, filter: (file) => extname(file) !== '.ts' });
  }
  // What plugins import as `sublet/plugin`.
  const file = join(target, 'package.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('./src/plugin.ts', './src/plugin.js'));
}

async function buildStatic(target: string): Promise<void> {
  const { buildAssets } = await import('./assets.ts');
  await buildAssets(target);
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesIn(path)) hash.update(`${file}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function lastFingerprint(): Promise<string | undefined> {
  return existsSync('dist/.fingerprint') ? readFile('dist/.fingerprint', 'utf8') : undefined;
}
