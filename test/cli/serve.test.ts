import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { engine, openTestDb } from '../helpers/db.ts';
import { freePort, said, Sublet } from './run.ts';

describe('sublet serve', function () {
  this.timeout(60_000);
  let sublet: Sublet;
  let port: string;
  beforeEach(async () => {
    sublet = new Sublet();
    port = String(await freePort());
    if (engine === 'mariadb') await (await openTestDb()).destroy();
  });
  afterEach(() => {
    sublet.remove();
  });

  it('prints a link to become the administrator, answers, and stops when told to', async () => {
    const child = sublet.start(['serve'], { PORT: port });
    const heard = await said(child, /"msg":"listening"[^]*\/setup\/\S+\n|\/setup\/\S+\n[^]*"msg":"listening"/);
    const [link = ''] = /http:\/\/127\.0\.0\.1:\d+\/setup\/\S+/.exec(heard) ?? [];
    assert.equal((await fetch(link)).status, 200);
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text(), 'ok\n');
    assert.doesNotMatch(
      heard
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .join('\n'),
      /setup\/[\w-]{10}/,
    );
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(Number(port), '127.0.0.1');
    await once(other, 'listening');
    try {
      const { code, err } = await sublet.run(['serve'], { env: { PORT: port, LOG_LEVEL: 'error' } });
      assert.equal(code, 1);
      assert.match(
        err,
        new RegExp(
          `^Port ${port} on 127\\.0\\.0\\.1 is taken: stop what listens there, or set PORT to another\\. .*$`,
          'm',
        ),
      );
    } finally {
      other.close();
    }
  });

  it('replaces a worker that dies, and stops them all', async () => {
    const child = sublet.start(['serve'], { PORT: port, WORKERS: '2' });
    const heard = await said(child, /(?:"msg":"listening"[^]*){2}/);
    const pids = [...heard.matchAll(/"pid":(\d+),[^\n]*"msg":"listening"/g)].map((match) => Number(match[1]));
    assert.equal(new Set(pids).size, 2);
    const replaced = said(child, /"msg":"listening"/);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await replaced;
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
  });

  it('gives up when no worker can begin', async () => {
    const other = createServer().listen(Number(port), '127.0.0.1');
    await once(other, 'listening');
    try {
      const { code, err } = await sublet.run(['serve'], { env: { PORT: port, WORKERS: '2', LOG_LEVEL: 'silent' } });
      assert.equal(code, 1);
      assert.match(err, /is taken/);
    } finally {
      other.close();
    }
  });
});
