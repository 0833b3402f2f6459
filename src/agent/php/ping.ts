import { connect } from 'node:net';

// The little of FastCGI that a question takes: https://fastcgi-archives.github.io/FastCGI_Specification.html

const begin = 1;
const params = 4;
const stdin = 5;
const stdout = 6;
const endOfRequest = 3;

/** Asks a PHP process at a socket; null: it does not answer. */
export function ping(socket: string): Promise<string | null> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const connection = connect(socket);
    connection.setTimeout(2000, () => connection.destroy());
    connection.on('data', (part) => (bytes = Buffer.concat([bytes, part])));
    connection.on('error', () => resolve(null)).on('close', () => resolve(read(bytes)));
    connection.write(question);
  });
}

const question = Buffer.concat([
  record(begin, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
  record(
    params,
    Buffer.concat([pair('REQUEST_METHOD', 'GET'), pair('SCRIPT_NAME', '/ping'), pair('SCRIPT_FILENAME', '/ping')]),
  ),
  record(params, Buffer.alloc(0)),
  record(stdin, Buffer.alloc(0)),
]);

function record(type: number, content: Buffer): Buffer {
  const head = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  head.writeUInt16BE(content.length, 4);
  return Buffer.concat([head, content]);
}

function pair(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);
}

/** The body of the answer; null when it is not a whole one. */
function read(bytes: Buffer): string | null {
  let text = '';
  let at = 0;
  while (at + 8 <= bytes.length) {
    const type = bytes.readUInt8(at + 1);
    const length = bytes.readUInt16BE(at + 4);
    if (type === stdout) text += bytes.toString('latin1', at + 8, at + 8 + length);
    if (type === endOfRequest) return text.slice(text.indexOf('\r\n\r\n') + 4);
    at += 8 + length + bytes.readUInt8(at + 6);
  }
  return null;
}
