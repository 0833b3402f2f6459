import { open, type FileHandle } from 'node:fs/promises';
import { fileTypeFromBuffer } from 'file-type';

export const plainText = 'text/plain';

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** Every kind of file that can be allowed: its ending, and what is found in its content. */
const kinds: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['png', ['image/png', 'image/apng']],
  ['jpg', ['image/jpeg']],
  ['gif', ['image/gif']],
  ['webp', ['image/webp']],
  ['pdf', ['application/pdf']],
  ['zip', ['application/zip']],
  ['gz', ['application/gzip']],
  ['7z', ['application/x-7z-compressed']],
  ['rar', ['application/x-rar-compressed']],
  ['tar', ['application/x-tar']],
  ['bz2', ['application/x-bzip2']],
  ['xz', ['application/x-xz']],
  ['docx', [`${office}.wordprocessingml.document`]],
  ['xlsx', [`${office}.spreadsheetml.sheet`]],
  ['pptx', [`${office}.presentationml.presentation`]],
  ['odt', [`${openDocument}.text`]],
  ['ods', [`${openDocument}.spreadsheet`]],
  ['odp', [`${openDocument}.presentation`]],
  ['mp4', ['video/mp4']],
  ['webm', ['video/webm']],
  ...['txt', 'log', 'csv', 'md', 'ini', 'conf', 'json', 'yaml', 'yml', 'sql', 'diff', 'patch', 'eml'].map(
    (ending) => [ending, [plainText]] as const,
  ),
]);

/** Endings that a level can allow. What browsers run is not among them. */
export const knownEndings: readonly string[] = [...kinds.keys()];

export const isText = (ending: string): boolean => kinds.get(ending)?.includes(plainText) ?? false;

/** Of what kind a file is by its content; null: not of the one that its ending promises. */
export async function typeOf(path: string, ending: string): Promise<string | null> {
  await using file = await open(path);
  const head = await headOf(file);
  const found = (await fileTypeFromBuffer(head))?.mime;
  if (!isText(ending)) return typeAmong(ending, ending === 'zip' && isZip(head) ? 'application/zip' : found);
  if (found !== undefined && !found.startsWith('text/')) return null;
  return (await holdsText(file)) ? plainText : null;
}

const typeAmong = (ending: string, found: string | undefined): string | null =>
  kinds.get(ending)?.find((type) => type === found) ?? null;

/** Enough for whatever tells formats apart, so that nothing is unpacked to find out. */
const headLength = 64 * 1024;

async function headOf(file: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
  return buffer.subarray(0, bytesRead);
}

/** Documents and programs that are zip files inside may be sent as what they are. */
const isZip = (head: Uint8Array): boolean =>
  ['504b0304', '504b0506'].includes(Buffer.from(head.subarray(0, 4)).toString('hex'));

/** What a terminal would take for a command is no text. */
const control = /[^\P{Cc}\t\n\f\r]/u;

async function holdsText(file: FileHandle): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of file.createReadStream({ start: 0, autoClose: false }))
      if (control.test(decoder.decode(chunk as Buffer, { stream: true }))) return false;
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
