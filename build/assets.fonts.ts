import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import type { Emit } from './assets.ts';

const require = createRequire(import.meta.url);

interface Face {
  file: string;
  range: string;
}

const faces: Face[] = [
  {
    file: 'latin',
    range:
      'U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  },
  { file: 'cyrillic', range: 'U+301,U+400-45F,U+490-491,U+4B0-4B1,U+2116' },
  // Latin Extended-A only: the whole latin-ext file weighs 85 kB and one Polish letter loads it.
  { file: 'latin-ext', range: 'U+100-130,U+132-151,U+154-17F,U+218-21B,U+1E9E' },
];

/** Writes Inter as one small file a script and returns the @font-face rules. */
export async function buildFonts(emit: Emit): Promise<string> {
  const rules = await Promise.all(
    faces.map(async (face) => rule(face, emit(`inter-${face.file}.woff2`, await load(face)))),
  );
  return rules.join('\n');
}

async function load({ file, range }: Face): Promise<Uint8Array> {
  const whole = await readFile(require.resolve(`@fontsource-variable/inter/files/inter-${file}-wght-normal.woff2`));
  if (file !== 'latin-ext') return whole;
  return subsetFont(whole, charactersOf(range), {
    targetFormat: 'woff2',
    variationAxes: { wght: { min: 400, max: 700 } },
  });
}

function charactersOf(range: string): string {
  return range
    .split(',')
    .flatMap((part) => {
      const [first = 0, last = first] = part
        .replace('U+', '')
        .split('-')
        .map((hex) => Number.parseInt(hex, 16));
      return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));
    })
    .join('');
}

function rule({ range }: Face, hashed: string): string {
  return `@font-face{font-family:Inter;font-style:normal;font-weight:400 700;font-display:swap;src:url(${hashed}) format("woff2");unicode-range:${range}}`;
}
