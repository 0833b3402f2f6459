import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { bundleAsync, transform } from 'lightningcss';
import { PurgeCSS } from 'purgecss';
import { iconFile } from './assets.icons.ts';
import type { Emit } from './assets.ts';

const require = createRequire(import.meta.url);

/** New enough to keep light-dark(); older browsers would get it rewritten into variables that follow no system theme. */
const targets = { chrome: 125 << 16, firefox: 128 << 16, safari: 18 << 16 };

/** What templates build at run time, so that purging cannot see it. */
const safelist = { standard: ['is-invalid'], deep: [/data-bs-theme/] };

/** Tabler, cut down to what the templates use, then our own sheets over it, as one minified file. */
export async function buildStyles(emit: Emit, fontFaces: string): Promise<Uint8Array> {
  const own = await bundleAsync({ filename: 'static/app.css', targets });
  const css = [fontFaces, await purgedTabler(), await withIcons(own.code.toString(), emit)].join('\n');
  return transform({ filename: 'app.css', code: Buffer.from(filesForData(css, emit)), minify: true, targets }).code;
}

/** Where our sheets say `icon:NAME`, the file of that icon. */
async function withIcons(css: string, emit: Emit): Promise<string> {
  const pattern = /url\((["']?)icon:([a-z0-9-]+)\1\)/g;
  const files = new Map<string, string>();
  for (const name of new Set([...css.matchAll(pattern)].map((match) => match[2] ?? '')))
    files.set(name, emit(`${name}.svg`, await iconFile(name)));
  return css.replaceAll(pattern, (_all, _quote, name: string) => `url(${files.get(name) ?? ''})`);
}

async function purgedTabler(): Promise<string> {
  const [result] = await new PurgeCSS().purge({
    content: ['views/**/*.pug', 'static/**/*.ts'],
    css: [{ raw: await readFile(require.resolve('@tabler/core/dist/css/tabler.min.css'), 'utf8') }],
    safelist,
    variables: false,
    keyframes: true,
    fontFace: true,
  });
  if (result === undefined) throw new Error('purgecss gave no output for Tabler');
  return result.css.replaceAll(/\/\*[^]*?\*\//g, '');
}

/** Writes each data: picture out as a file, so that the content policy needs no `data:`. */
function filesForData(css: string, emit: Emit): string {
  const names = new Map<string, string>();
  return css.replaceAll(
    /url\(\s*(["']?)data:image\/svg\+xml(;[^,]*)?,([^]*?)\1\s*\)/g,
    (_all, _quote, encoding: string | undefined, data: string) => {
      const svg =
        encoding?.includes('base64') === true ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
      const known = names.get(svg) ?? emit(`t${String(names.size + 1)}.svg`, svg);
      names.set(svg, known);
      return `url(${basename(known)})`;
    },
  );
}
