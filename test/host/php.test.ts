import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exec } from '../../src/agent/linux/exec.ts';
import { Refused, type Tree } from '../../src/agent/op.ts';
import { phpSocketOf } from '../../src/agent/paths.ts';
import { applyPhp, checkPhp, observePhp, stopPhp } from '../../src/agent/php/apply.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { treeId } from '../../src/agent/web/tree.ts';
import { account, addUser, ask, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('php', 8150);
const uids = { ines: 57_151, juri: 57_152, nobody: 57_159 } as const;
type Name = keyof typeof uids;
const sites = (['ines', 'juri'] as const).map((name) => site(uids[name], `${name}.example`, ['php']));

function render(names: readonly Name[]): { id: string; tree: Tree } {
  const users = names.map((name) => account(uids[name], name));
  const rendered = renderPhp(
    desired(
      users,
      names.map((name) => site(uids[name], `${name}.example`, ['php'])),
    ),
    paths,
  );
  assert.ok(rendered);
  return rendered;
}
const masters = (): string[] =>
  readdirSync(paths.run).filter((name) => /^php-[A-Za-z0-9]{6}$/u.test(name) && existsSync(`${paths.run}/${name}/pid`));
const pidOf = (): number => Number(readFileSync(`${paths.run}/php/pid`, 'utf8'));

describe('PHP', () => {
  before(async () => {
    for (const name of ['ines', 'juri'] as const) {
      addUser(paths, name, uids[name]);
      put(paths, name, `${name}.example/index.html`, name);
      put(paths, name, `${name}.example/who.php`, '<?php echo posix_getuid();');
      put(paths, name, `${name}.example/slow.php`, '<?php usleep(2500000); echo "done";');
      put(paths, name, `${name}.example/crash.php`, '<?php posix_kill(posix_getpid(), 11);');
      put(paths, name, `${name}.example/shared.php`, '<?php echo get_cfg_var("apc.enabled");');
      put(
        paths,
        name,
        `${name}.example/up.php`,
        '<?php session_start(); $_SESSION["a"] = 1; echo json_encode([ini_get("upload_tmp_dir"), sys_get_temp_dir(), session_save_path(), $_FILES["f"]["tmp_name"] ?? null]);',
      );
    }
    await applyWeb(
      exec,
      paths,
      renderWeb(
        desired(
          (['ines', 'juri'] as const).map((name) => account(uids[name], name)),
          sites,
        ),
        paths,
      ),
    );
  });
  after(() => endAll(paths));

  const who = async (name: Name): Promise<string | number> => {
    const { status: code, text } = await ask(paths, `${name}.example`, '/who.php');
    return code === 200 ? text : code;
  };

  it('does not run at first', async () => {
    assert.deepEqual(await observePhp(paths), { id: null, running: false });
    assert.equal(await who('ines'), 502);
  });

  it('runs as each user', async () => {
    const tree = render(['ines', 'juri']);
    await applyPhp(exec, paths, tree);
    assert.deepEqual(await observePhp(paths), { id: tree.id, running: true });
    assert.deepEqual([await who('ines'), await who('juri')], [String(uids.ines), String(uids.juri)]);
  });

  it('is not started again when nothing has changed', async () => {
    const before = pidOf();
    await applyPhp(exec, paths, render(['juri', 'ines']));
    assert.equal(pidOf(), before);
  });

  it('serves those who are left when one goes', async () => {
    await applyPhp(exec, paths, render(['ines']));
    assert.deepEqual([await who('ines'), await who('juri')], [String(uids.ines), 502]);
    await applyPhp(exec, paths, render(['ines', 'juri']));
    assert.deepEqual([await who('ines'), await who('juri')], [String(uids.ines), String(uids.juri)]);
  });

  it('leaves the old process in use when a user does not exist', async () => {
    const { id } = render(['ines', 'juri']);
    const before = pidOf();
    const bad = render(['ines', 'nobody']);
    const other = {
      ...bad,
      tree: new Map([...bad.tree].map(([path, text]) => [path, text.replaceAll('nobody', 'nosuchuser')])),
    };
    await assert.rejects(applyPhp(exec, paths, other), (error: Error) => {
      assert.ok(error instanceof Refused);
      assert.match(error.message, /cannot get uid for user 'nosuchuser'/);
      return true;
    });
    assert.deepEqual(await observePhp(paths), { id, running: true });
    assert.equal(pidOf(), before);
    assert.equal(await who('juri'), String(uids.juri));
  });

  it('leaves the old process in use when the new one does not answer', async function () {
    this.timeout(30_000);
    const { id } = render(['ines', 'juri']);
    const good = render(['ines']);
    const tree = new Map(
      [...good.tree].map(([path, text]) => [path, text.replace('ping.path = /ping', 'ping.path = /pong')]),
    );
    const silent = { id: treeId(tree), tree };
    await assert.rejects(applyPhp(exec, paths, silent), /PHP did not answer within/);
    assert.deepEqual(await observePhp(paths), { id, running: true });
    assert.equal(await who('juri'), String(uids.juri));
    assert.equal(masters().length, 1);
  });

  it('is only looked at when it is checked', async () => {
    const before = pidOf();
    await checkPhp(exec, paths, render(['juri']));
    assert.equal(pidOf(), before);
    assert.equal(await who('ines'), String(uids.ines));
  });

  it('finishes slow requests of a process that is exchanged', async () => {
    const slow = ask(paths, 'ines.example', '/slow.php');
    await sleep(300);
    const started = Date.now();
    await applyPhp(exec, paths, render(['ines']));
    assert.equal(await who('ines'), String(uids.ines));
    assert.ok(Date.now() - started < 2000, 'nobody waits for the slow one');
    assert.equal((await slow).text, 'done');
  });

  it('loses no request while it is exchanged many times', async function () {
    this.timeout(60_000);
    const end = { reached: false };
    const answers = new Set<string | number>();
    const visitor = async (): Promise<void> => {
      while (!end.reached) answers.add(await who('ines'));
    };
    const visitors = [visitor(), visitor(), visitor()];
    for (let turn = 0; turn < 8; turn += 1)
      await applyPhp(exec, paths, render(turn % 2 === 0 ? ['ines', 'juri'] : ['ines']));
    end.reached = true;
    await Promise.all(visitors);
    assert.deepEqual([...answers], [String(uids.ines)]);
  });

  it('is never left with a process that is about to end', async () => {
    const slow = ask(paths, 'ines.example', '/slow.php');
    await sleep(200);
    await applyPhp(exec, paths, render(['ines', 'juri']));
    await applyPhp(exec, paths, render(['ines']));
    assert.equal((await slow).text, 'done');
    await sleep(500);
    assert.deepEqual(await observePhp(paths), { id: render(['ines']).id, running: true });
    assert.equal(await who('ines'), String(uids.ines));
  });

  it('leaves no old processes behind', async () => {
    for (let waited = 0; masters().length > 1 && waited < 50; waited += 1) await sleep(100);
    assert.equal(masters().length, 1);
  });

  it('keeps no user waiting because of another whose programs crash', async function () {
    this.timeout(20_000);
    await applyPhp(exec, paths, render(['ines', 'juri']));
    const slow = ask(paths, 'juri.example', '/slow.php');
    await sleep(300);
    for (let crash = 0; crash < 12; crash += 1) assert.equal(await status(paths, 'ines.example', '/crash.php'), 502);
    const first = await Promise.race([slow.then(() => 'slow'), who('juri')]);
    assert.equal(first, String(uids.juri));
    assert.equal((await slow).text, 'done');
  });

  it('has no memory that users share by keys of their choice', async () => {
    assert.equal((await ask(paths, 'ines.example', '/shared.php')).text, '0');
  });

  it('runs again after it was killed', async () => {
    const tree = render(['ines', 'juri']);
    await applyPhp(exec, paths, tree);
    process.kill(pidOf(), 'SIGKILL');
    await sleep(200);
    await applyPhp(exec, paths, tree);
    assert.deepEqual(await observePhp(paths), { id: tree.id, running: true });
    assert.equal(await who('ines'), String(uids.ines));
  });

  it('keeps uploads and sessions in the home of the user', async () => {
    const boundary = 'xyz';
    const body = `--${boundary}\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\ntext\r\n--${boundary}--\r\n`;
    const headers = {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(body.length),
    };
    const { text } = await ask(paths, 'ines.example', '/up.php', { method: 'POST', headers, body });
    const tmp = `${paths.home}/ines/tmp`;
    const [upload, temp, sessions, file] = JSON.parse(text) as unknown[];
    assert.deepEqual([upload, temp, sessions], [tmp, tmp, tmp]);
    assert.ok(typeof file === 'string' && file.startsWith(`${tmp}/php`));
    assert.ok(readdirSync(tmp).some((name) => name.startsWith('sess_')));
  });

  it('stops when nobody uses it', async () => {
    await stopPhp(paths);
    assert.deepEqual(await observePhp(paths), { id: null, running: false });
    assert.equal(existsSync(phpSocketOf(paths, 'ines')), false);
    assert.deepEqual([await who('ines'), await status(paths, 'ines.example')], [502, 200]);
    for (let waited = 0; masters().length > 0 && waited < 50; waited += 1) await sleep(100);
    assert.deepEqual(masters(), []);
    await stopPhp(paths);
  });
});
