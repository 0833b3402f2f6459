import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { createHash } from 'node:crypto';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { buildFonts } from './assets.fonts.ts';
import { buildSprite } from './assets.icons.ts';
import { buildStyles } from './assets.styles.ts';

const require = createRequire(import.meta.url);

/** Takes a file under its logical name and returns the hashed name it is served by. */
export type Emit = (name: string, content: string | Uint8Array) => string;

/** Writes everything a browser loads to `outDir`, each name with a hash of its content, and `manifest.json` beside it. */
export async function buildAssets(outDir: string): Promise<void> {
  const files = new Map<string, Uint8Array>();
  const manifest: Record<string, string> = {};
  const emit: Emit = (name, content) => {
    const bytes = Buffer.from(content);
    const hashed = hashedName(name, bytes);
    files.set(hashed, bytes);
    manifest[name] = hashed;
    return hashed;
  };

  emit('favicon.svg', await readFile('static/favicon.svg'));
  emit('htmx.js', await readFile(require.resolve('htmx.org/dist/htmx.min.js')));
  emit('icons.svg', await buildSprite());
  emit('panel.js', await bundleScript());
  emit('app.css', await buildStyles(emit, await buildFonts(emit)));

  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await Promise.all([...files].map(([name, bytes]) => writeCompressed(join(outDir, name), bytes)));
  await writeFile(join(outDir, 'manifest.json'), JSON.stringify(manifest, null, 2));
}

function hashedName(name: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const ext = extname(name);
  return `${name.slice(0, -ext.length)}.${hash}${ext}`;
}

async function bundleScript(): Promise<Uint8Array> {
  const result = await build({
    entryPoints: ['static/panel.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    legalComments: 'none',
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new Error('esbuild gave no output for static/panel.ts');
  return output.contents;
}

/** A font is compressed already; everything else gets its .gz and .br made once, here. */
async function writeCompressed(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes);
  if (path.endsWith('.woff2')) return;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, quality));
}
