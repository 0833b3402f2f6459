interface Entry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'long name';
  readonly mode: number;
  readonly data: string;
}

const block = 512;
const flags = { file: '0', directory: '5', 'long name': 'L' } as const;

export const folderEntry = (path: string): Entry => ({ path: `${path}/`, type: 'directory', mode: 0o755, data: '' });
export const fileEntry = (path: string, data: string): Entry => ({ path, type: 'file', mode: 0o644, data });

/** An archive that GNU tar unpacks: so one process of a user makes all that is to be made for it. */
export function tarball(entries: readonly Entry[]): Buffer {
  return Buffer.concat([
    ...entries.flatMap((entry) => [...longName(entry), ...packed(entry)]),
    Buffer.alloc(2 * block),
  ]);
}

/** A path of more than 100 bytes goes before its entry as the content of an entry of its own. */
function longName({ path }: Entry): Buffer[] {
  if (Buffer.byteLength(path) <= 100) return [];
  return packed({ path: '././@LongLink', type: 'long name', mode: 0o644, data: `${path}\0` });
}

function packed({ path, type, mode, data }: Entry): Buffer[] {
  const content = Buffer.from(data);
  const header = Buffer.alloc(block);
  header.write(path, 0, 100);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(content.length, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write(flags[type], 156);
  header.write('ustar  ', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return [header, content, Buffer.alloc((block - (content.length % block)) % block)];
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
