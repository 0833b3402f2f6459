import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { exec } from '../../src/agent/linux/exec.ts';
import { Refused, type Tree } from '../../src/agent/op.ts';
import { currentTree } from '../../src/agent/paths.ts';
import { applyPhp, observePhp } from '../../src/agent/php/apply.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { applyWeb, checkWeb, observeWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { treeId } from '../../src/agent/web/tree.ts';
import type { HostSite } from '../../src/kernel/host.ts';
import { account, addUser, ask, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('web-apply', 8120);
const fred = 57_121;
const one = site(fred, 'one.example', ['php']);
const two = site(fred, 'two.example');
const render = (sites: readonly HostSite[]): ReturnType<typeof renderWeb> =>
  renderWeb(desired([account(fred, 'fred')], sites), paths);

/** The tree with another text in its configuration. */
function changed(from: string, to: string): { id: string; tree: Tree } {
  const { tree } = render([one, two]);
  const text = tree.get('nginx.conf') ?? '';
  assert.ok(text.includes(from));
  const other = new Map(tree).set('nginx.conf', text.replace(from, to));
  return { id: treeId(other), tree: other };
}

describe('a tree of the web server', () => {
  before(async () => {
    addUser(paths, 'fred', fred);
    put(paths, 'fred', 'one.example/index.html', 'one');
    put(paths, 'fred', 'two.example/index.html', 'two');
    put(paths, 'fred', 'one.example/slow.php', '<?php usleep(1500000); echo "done";');
    put(paths, 'fred', 'one.example/pid.php', '<?php echo posix_getppid();');
    const php = renderPhp(desired([account(fred, 'fred')], [one]), paths);
    assert.ok(php);
    await applyPhp(exec, paths, php);
  });
  after(() => endAll(paths));

  it('is none at first', async () => {
    assert.deepEqual(await observeWeb(paths), { id: null, running: false });
  });

  it('is not taken when it is broken, even the first', async () => {
    await assert.rejects(applyWeb(exec, paths, changed('sendfile on;', 'sendfile off')), Refused);
    assert.deepEqual(await observeWeb(paths), { id: null, running: false });
  });

  it('is served as soon as it is applied', async () => {
    const first = render([one]);
    await applyWeb(exec, paths, first);
    assert.deepEqual(await observeWeb(paths), { id: first.id, running: true });
    assert.deepEqual([await status(paths, 'one.example'), await status(paths, 'two.example')], [200, 404]);
    const both = render([one, two]);
    await applyWeb(exec, paths, both);
    assert.deepEqual(await observeWeb(paths), { id: both.id, running: true });
    assert.deepEqual([await status(paths, 'one.example'), await status(paths, 'two.example')], [200, 200]);
  });

  it('changes nothing when it is applied again', async () => {
    const { id, tree } = render([one, two]);
    const { ino } = statSync(`${currentTree(paths, 'web')}/nginx.conf`);
    await applyWeb(exec, paths, { id, tree });
    assert.equal(statSync(`${currentTree(paths, 'web')}/nginx.conf`).ino, ino);
  });

  it('leaves the old one in use when nginx does not read it', async () => {
    const { id } = render([one, two]);
    const broken = changed('sendfile on;', 'sendfiles on;');
    await assert.rejects(applyWeb(exec, paths, broken), (error: Error) => {
      assert.ok(error instanceof Refused);
      assert.match(error.message, /^unknown directive "sendfiles" in .*nginx\.conf:\d+$/);
      return true;
    });
    assert.deepEqual(await observeWeb(paths), { id, running: true });
    assert.equal((await ask(paths, 'two.example')).text, 'two');
  });

  it('is only looked at when it is checked', async () => {
    const { id } = render([one, two]);
    await checkWeb(exec, paths, render([two]));
    assert.deepEqual(await observeWeb(paths), { id, running: true });
    assert.equal(await status(paths, 'one.example'), 200);
  });

  it('leaves the old one in use when the reload fails although nginx found nothing wrong', async () => {
    const { id } = render([one, two]);
    const taken = createServer().listen(8129, '127.0.0.1');
    await once(taken, 'listening');
    const clash = changed('server_tokens off;', 'server_tokens off; server { listen 127.0.0.1:8129; return 204; }');
    await checkWeb(exec, paths, clash);
    await assert.rejects(
      applyWeb(exec, paths, clash),
      /^Refused: bind\(\) to 127\.0\.0\.1:8129 failed .*Address already in use/,
    );
    assert.deepEqual(await observeWeb(paths), { id, running: true });
    assert.equal((await ask(paths, 'two.example')).text, 'two');
    taken.close();
  });

  it('leaves the old one in use when the workers do not say that they have it', async function () {
    this.timeout(30_000);
    const { id } = render([one, two]);
    await assert.rejects(
      applyWeb(exec, paths, changed('return 200 @TREE@;', 'return 200 other;')),
      /did not take it within/,
    );
    assert.deepEqual(await observeWeb(paths), { id, running: true });
    assert.equal((await ask(paths, 'two.example')).text, 'two');
  });

  it('lets a slow request finish while it is exchanged', async () => {
    const slow = ask(paths, 'one.example', '/slow.php');
    await sleep(300);
    await applyWeb(exec, paths, render([one]));
    assert.equal(await status(paths, 'two.example'), 404);
    await applyWeb(exec, paths, render([one, two]));
    assert.equal((await slow).text, 'done');
  });

  it('loses no request while it is exchanged many times', async function () {
    this.timeout(60_000);
    const end = { reached: false };
    const counts = new Map<number, number>();
    const visitor = async (): Promise<void> => {
      while (!end.reached) {
        const code = await status(paths, 'one.example');
        counts.set(code, (counts.get(code) ?? 0) + 1);
      }
    };
    const visitors = [visitor(), visitor(), visitor()];
    for (let turn = 0; turn < 10; turn += 1) await applyWeb(exec, paths, render(turn % 2 === 0 ? [one] : [one, two]));
    end.reached = true;
    await Promise.all(visitors);
    assert.deepEqual([...counts.keys()], [200]);
  });

  it('answers no request by the tree before once it is applied', async function () {
    this.timeout(60_000);
    for (let turn = 0; turn < 10; turn += 1) {
      const gone = turn % 2 === 0;
      await applyWeb(exec, paths, render(gone ? [one] : [one, two]));
      const codes = await Promise.all(Array.from({ length: 40 }, () => status(paths, 'two.example')));
      assert.deepEqual(new Set(codes), new Set([gone ? 404 : 200]));
    }
  });

  it('is known to differ when somebody has changed a file of it', async () => {
    const { id, tree } = render([one, two]);
    await applyWeb(exec, paths, { id, tree });
    writeFileSync(`${currentTree(paths, 'web')}/domains.map`, 'one.example two.example;\n');
    assert.notEqual((await observeWeb(paths)).id, id);
    await applyWeb(exec, paths, { id, tree });
    assert.deepEqual(await observeWeb(paths), { id, running: true });
    assert.equal((await ask(paths, 'one.example')).text, 'one');
  });

  it('runs again when the web server has been killed, whatever its workers still do', async () => {
    const { id, tree } = render([one, two]);
    process.kill(Number(readFileSync(`${paths.run}/nginx.pid`, 'utf8')), 'SIGKILL');
    await sleep(200);
    await applyWeb(exec, paths, { id, tree });
    await applyWeb(exec, paths, render([one]));
    assert.deepEqual(await observeWeb(paths), { id: render([one]).id, running: true });
    assert.equal(await status(paths, 'two.example'), 404);
  });

  it('reaches its own master only, whoever has the number in the pid file', async () => {
    writeFileSync(`${paths.run}/nginx.pid`, `${process.pid}\n`);
    const heard: string[] = [];
    process.once('SIGHUP', () => heard.push('SIGHUP'));
    await applyWeb(exec, paths, render([one, two]));
    process.removeAllListeners('SIGHUP');
    assert.deepEqual(heard, []);
    assert.equal(await status(paths, 'two.example'), 200);
    writeFileSync(`${paths.run}/nginx.pid`, '');
  });

  it('is kept with the one before, and no others', () => {
    const trees = readdirSync(`${paths.state}/web/trees`);
    assert.ok(trees.length <= 2, trees.join(' '));
    assert.ok(existsSync(currentTree(paths, 'web')));
  });

  it('does not run when something else at the port talks without end', async () => {
    const talker = createServer((socket) => {
      const talk = setInterval(() => socket.write('100000\r\n' + 'x'.repeat(0x100000) + '\r\n'), 50);
      socket.on('error', () => undefined).on('close', () => clearInterval(talk));
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    }).listen(8125, '127.0.0.1');
    await once(talker, 'listening');
    const { running } = await observeWeb({ ...paths, http: 8125 });
    assert.equal(running, false);
    talker.close();
  });

  it('survives that PHP is gone', async () => {
    assert.equal((await observePhp(paths)).running, true);
    rmSync(`${paths.run}/php`);
    assert.equal((await observePhp(paths)).running, false);
    assert.deepEqual([await status(paths, 'one.example', '/slow.php'), await status(paths, 'one.example')], [502, 200]);
  });
});
