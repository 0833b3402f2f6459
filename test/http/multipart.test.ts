import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { receiver } from '../../src/http/uploads.ts';
import { installation } from '../helpers/installation.ts';
import { openHouse, type House } from './helpers/api.ts';
import { signedIn, type Browser } from './helpers/app.ts';

const { dataDir } = installation;
const boundary = 'b0undary';
const type = `multipart/form-data; boundary=${boundary}`;
const part = (head: string, body = 'x'): string => `--${boundary}\r\n${head}\r\n\r\n${body}\r\n`;
const field = (name: string, body?: string): string => part(`Content-Disposition: form-data; name="${name}"`, body);
const file = (name: string, body?: string): string =>
  part(`Content-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/plain`, body);
const end = `--${boundary}--\r\n`;

interface Bad {
  readonly body: string;
  readonly type?: string;
}

/** What no form sends. */
const corpus: Readonly<Record<string, Bad>> = {
  'no boundary': { type: 'multipart/form-data', body: field('text') + end },
  'an empty boundary': { type: 'multipart/form-data; boundary=""', body: field('text') + end },
  'another boundary': { type: 'multipart/form-data; boundary=other', body: field('text') + end },
  'a boundary of 10,000 characters': { type: `multipart/form-data; boundary=${'b'.repeat(10_000)}`, body: end },
  'multipart/mixed': { type: `multipart/mixed; boundary=${boundary}`, body: field('text') + end },
  'no body': { body: '' },
  'the end only': { body: end },
  'no end': { body: field('text') + file('a.txt') },
  'a file cut off': { body: file('a.txt', 'x'.repeat(5000)).slice(0, 3000) },
  'a head cut off': { body: `--${boundary}\r\nContent-Dispo` },
  noise: { body: '\0\u0001\r\n--\r\n\r\n'.repeat(500) },
  'an empty name': { body: field('') + end },
  'a file of an empty name': { body: part('Content-Disposition: form-data; name=""; filename="a.txt"') + end },
  'a file of no name': { body: part('Content-Disposition: form-data; filename="a.txt"') + end },
  'no name': { body: part('Content-Disposition: form-data') + end },
  'no disposition': { body: part('Content-Type: text/plain') + end },
  'a disposition of nothing': { body: part('Content-Disposition: ;;;=;"') + end },
  'a head of 10,000 lines': {
    body: part('X-A: b\r\n'.repeat(10_000) + 'Content-Disposition: form-data; name="a"') + end,
  },
  'a head line of 100 kB': { body: part(`Content-Disposition: form-data; name="${'a'.repeat(100_000)}"`) + end },
  '10,000 fields': { body: field('a').repeat(10_000) + end },
  '10,000 files': { body: file('a.txt').repeat(10_000) + end },
  'a field of 300 kB': { body: field('text', 'x'.repeat(300_000)) + end },
  'fields of fields': { body: field('a[b][c]') + end },
  'an array of a billion': { body: field('a[999999999]') + end },
  'a prototype': {
    body: field('__proto__') + field('__proto__[polluted]') + field('constructor[prototype][polluted]') + end,
  },
  'a file in two fields': { body: file('a.txt') + field('files') + end },
  'a name of a zero byte': { body: file('a\0.txt') + end },
  'a name in broken code': {
    body: part("Content-Disposition: form-data; name=files; filename*=UTF-8''%ff%0d%0a.txt") + end,
  },
  'a path for a name': { body: file('../../../etc/passwd') + end },
  'an unknown charset': {
    body: part('Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=x-odd') + end,
  },
};

describe('a damaged form with files', function () {
  this.timeout(120_000);
  let house: House;
  let server: Server;
  let alice: Browser;
  before(async () => {
    house = await openHouse({ config: { dataDir } });
    alice = await signedIn(house.app, 'alice');
    server = createServer(house.app as unknown as Parameters<typeof createServer>[0]);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await house.db.destroy();
    await rm(dataDir, { recursive: true, force: true });
  });

  const dial = async (): Promise<Socket> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => null);
    await once(socket, 'connect');
    return socket;
  };
  const head = (headers: readonly string[]): string =>
    [
      'POST /ticket.edit HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      `Cookie: ${alice.cookieHeader}`,
      `X-CSRF-Token: ${alice.csrf}`,
    ]
      .concat(headers, '', '')
      .join('\r\n');
  const headOf = (body: string, of = type): string =>
    head([`Content-Type: ${of}`, `Content-Length: ${String(Buffer.byteLength(body))}`]);

  async function statusOf(socket: Socket): Promise<number> {
    let said = '';
    for await (const chunk of socket) said += String(chunk);
    return Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1]);
  }
  async function send({ body, type: of }: Bad): Promise<number> {
    const socket = await dial();
    socket.write(headOf(body, of) + body);
    return statusOf(socket);
  }
  /** Says more than it sends, and leaves. */
  async function leave(body: string): Promise<void> {
    const socket = await dial();
    socket.write(head([`Content-Type: ${type}`, 'Content-Length: 1000000']) + body);
    await wait(5);
    socket.destroy();
  }
  const uploadsLeft = (): Promise<string[]> => readdir(join(dataDir, 'uploads')).catch(() => []);
  async function settled(): Promise<void> {
    let left = await uploadsLeft();
    for (let tries = 0; tries < 500 && left.length > 0; tries += 1) {
      await wait(20);
      left = await uploadsLeft();
    }
    // Not read again: a folder may still be made, and removed, for a file that was met when the answer was on its way.
    assert.deepEqual(left, []);
  }
  const descriptors = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

  for (const [name, bad] of Object.entries(corpus))
    it(`of ${name} is refused`, async () => {
      const status = await send(bad);
      assert.ok(status >= 400 && status < 500, String(status));
      await settled();
      assert.deepEqual(await house.db('tickets').select('id'), []);
    });

  it('whose length is not said is not read', async () => {
    const socket = await dial();
    socket.write(head([`Content-Type: ${type}`, 'Transfer-Encoding: chunked']) + '0\r\n\r\n');
    assert.equal(await statusOf(socket), 411);
  });

  it('leaves neither files nor descriptors behind, sent a thousand times or broken off', async () => {
    const small = Object.values(corpus).filter(({ body }) => body.length < 10_000);
    for (const bad of small) await send(bad);
    await settled();
    const before = await descriptors();
    for (let done = 0; done < 1000; done += small.length + 4) {
      await Promise.all([0, 1, 2, 3].map(() => leave(field('subject') + file('a.txt', 'x'.repeat(100_000)))));
      for (const bad of small) await send(bad);
    }
    await settled();
    await wait(50);
    const after = await descriptors();
    assert.ok(after <= before + 3, `${String(before)} open files became ${String(after)}`);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('takes no place when its sender has left before it is read', async () => {
    const receive = receiver(house.deps);
    for (let sent = 0; sent < 5; sent += 1) {
      const left = once(server, 'request') as Promise<[Request, Response]>;
      const socket = await dial();
      socket.write(head([`Content-Type: ${type}`, 'Content-Length: 100']));
      const [req, res] = await left;
      socket.destroy();
      if (!res.closed) await once(res, 'close');
      await assert.rejects(receive(req, res, 1), { messageKey: 'upload.broken' });
    }
  });

  it('that drips in takes one of few places, and nobody else’s', async () => {
    const dripping = await Promise.all([0, 1, 2, 3].map(dial));
    for (const socket of dripping)
      socket.write(head([`Content-Type: ${type}`, 'Content-Length: 1000000']) + file('a.txt').slice(0, 100));
    for (let tick = 0; tick < 10; tick += 1) {
      for (const socket of dripping) socket.write('x');
      await wait(20);
    }
    assert.equal(await send({ body: field('text') + end }), 429);
    const bob = await signedIn(house.app, 'bob');
    assert.equal((await bob.get('/ticket')).status, 200);
    for (const socket of dripping) socket.destroy();
    await settled();
    for (let tries = 0; tries < 50 && (await send({ body: field('text') + end })) === 429; tries += 1) await wait(20);
    assert.equal(await send({ body: field('text') + end }), 422);
  });
});
