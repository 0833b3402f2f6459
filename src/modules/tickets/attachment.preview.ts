import type { Logger } from 'pino';
import type sharp from 'sharp';

const shown = ['image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp'];
const readers = [
  'VipsForeignLoadPngFile',
  'VipsForeignLoadJpegFile',
  'VipsForeignLoadNsgifFile',
  'VipsForeignLoadWebpFile',
];

/** Pixels on the longer side. */
const largest = 640;
/** A picture of more pixels is not even begun: one unpacked takes four bytes of each. */
const mostPixels = 32_000_000;
const mostSeconds = 5;

/** One after the other: pictures take memory. */
let before: Promise<unknown> = Promise.resolve();

/** A small picture of a picture, drawn anew without what else it carried; null: there is none of it. */
export async function drawPreview(path: string, type: string, log: Logger): Promise<Buffer | null> {
  if (!shown.includes(type)) return null;
  const drawn = before.then(() => draw(path));
  before = drawn.catch(() => null);
  return drawn.catch((error: unknown) => {
    log.info({ why: error instanceof Error ? error.message : String(error) }, 'no preview of an attachment');
    return null;
  });
}

async function draw(path: string): Promise<Buffer> {
  const read = await theSharp();
  return read(path, { limitInputPixels: mostPixels, sequentialRead: true, failOn: 'error' })
    .autoOrient()
    .resize({ width: largest, height: largest, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .timeout({ seconds: mostSeconds })
    .toBuffer();
}

let loaded: Promise<typeof sharp> | undefined;

/** Loaded when the first picture comes: most processes never need it. It reads nothing but these formats. */
function theSharp(): NonNullable<typeof loaded> {
  loaded ??= import('sharp').then(({ default: read }) => {
    read.cache(false);
    read.concurrency(1);
    read.block({ operation: ['VipsForeignLoad'] });
    read.unblock({ operation: readers });
    return read;
  });
  return loaded;
}
