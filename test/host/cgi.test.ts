import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { observeCgi, startCgi, stopCgi } from '../../src/agent/cgi.ts';
import { exec } from '../../src/agent/linux/exec.ts';
import { cgiSocketOf } from '../../src/agent/paths.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { account, addUser, ask, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('cgi', 8160);
const kira = { id: 1, name: 'kira', uid: 57_161 };
const luis = { id: 2, name: 'luis', uid: 57_162 };
const ghost = { id: 3, name: 'ghost', uid: 57_163 };
const pidFile = (name: string): string => `${paths.run}/cgi-${name}.pid`;
const pids = (name: string): number[] => readFileSync(pidFile(name), 'utf8').split(/\s+/u).filter(Boolean).map(Number);
const script = (body: string): string => `#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"\n${body}\n`;

describe('CGI', () => {
  before(async () => {
    for (const { name, uid } of [kira, luis]) {
      addUser(paths, name, uid);
      put(paths, name, `${name}.example/cgi-bin/who`, script('id -un'));
      put(paths, name, `${name}.example/cgi-bin/slow`, script('sleep 1; echo done'));
      put(paths, name, `${name}.example/cgi-bin/text`, 'not a program');
      put(paths, name, `${name}.example/who`, script('id -un'));
    }
    const sites = [kira, luis].map(({ name, uid }) => site(uid, `${name}.example`, ['cgi']));
    const accounts = [kira, luis].map(({ name, uid }) => account(uid, name));
    await applyWeb(exec, paths, renderWeb(desired(accounts, sites), paths));
  });
  after(() => endAll(paths));

  const who = async ({ name }: typeof kira): Promise<string | number> => {
    const { status: code, text } = await ask(paths, `${name}.example`, '/cgi-bin/who');
    return code === 200 ? text.trim() : code;
  };

  it('does not run at first', async () => {
    assert.deepEqual(await observeCgi(paths), new Set());
    assert.equal(await who(kira), 502);
  });

  it('runs as each user; a user that is not there keeps nobody from it', async () => {
    const failures = await startCgi(exec, paths, { users: [ghost, kira, luis] });
    assert.deepEqual(
      failures.map(({ kind, id, fault }) => ({ kind, id, fault })),
      [{ kind: 'account', id: 3, fault: 'cgi' }],
    );
    assert.match(failures[0]?.detail ?? '', /ghost/);
    assert.deepEqual(await observeCgi(paths), new Set(['kira', 'luis']));
    assert.deepEqual([await who(kira), await who(luis)], ['kira', 'luis']);
  });

  it('is reached by the web server alone', () => {
    const { mode, uid, gid } = statSync(cgiSocketOf(paths, 'kira'));
    assert.deepEqual([mode & 0o777, uid, gid], [0o660, 33, 33]);
  });

  it('runs programs of the folder only', async () => {
    assert.equal(await status(paths, 'kira.example', '/cgi-bin/none'), 403);
    assert.equal(await status(paths, 'kira.example', '/cgi-bin/text'), 403);
    assert.equal(await status(paths, 'kira.example', '/cgi-bin/'), 403);
    assert.match((await ask(paths, 'kira.example', '/who')).text, /^#!\/bin\/sh/);
  });

  it('does two things at a time', async () => {
    const started = Date.now();
    const [slow, quick] = [ask(paths, 'kira.example', '/cgi-bin/slow'), await who(kira)];
    assert.equal(quick, 'kira');
    assert.ok(Date.now() - started < 900);
    assert.equal((await slow).text, 'done\n');
  });

  it('counts as stopped when one of its processes is gone, and starts anew', async () => {
    const [first = 0, second] = pids('kira');
    process.kill(first, 'SIGKILL');
    await sleep(100);
    assert.deepEqual(await observeCgi(paths), new Set(['luis']));
    assert.deepEqual(await startCgi(exec, paths, { users: [kira] }), []);
    assert.deepEqual(await observeCgi(paths), new Set(['kira', 'luis']));
    assert.equal(await who(kira), 'kira');
    assert.ok(second !== undefined && !pids('kira').includes(second));
  });

  it('stops for one user', async () => {
    const before = pids('kira');
    assert.deepEqual(await stopCgi(paths, { users: [kira, { ...ghost, id: null }] }), []);
    assert.deepEqual(await observeCgi(paths), new Set(['luis']));
    assert.equal(existsSync(cgiSocketOf(paths, 'kira')) || existsSync(pidFile('kira')), false);
    for (const pid of before)
      assert.doesNotMatch(
        execFileSync('/usr/bin/ps', ['-o', 'pid,stat', '-e'], { encoding: 'utf8' }),
        new RegExp(String.raw`^ *${pid} [^Z]`, 'mu'),
      );
    assert.deepEqual([await who(kira), await who(luis)], [502, 'luis']);
  });

  it('ends no process that only has the number of one of ours', async () => {
    const stranger = spawn('/usr/bin/sleep', ['60'], { uid: luis.uid, gid: luis.uid });
    await once(stranger, 'spawn');
    const before = readFileSync(pidFile('luis'), 'utf8');
    writeFileSync(pidFile('luis'), `${stranger.pid ?? 0}\n1\n${process.pid}\n`);
    assert.deepEqual(await observeCgi(paths), new Set());
    await stopCgi(paths, { users: [luis] });
    assert.equal(stranger.exitCode ?? stranger.signalCode, null);
    stranger.kill('SIGKILL');
    for (const pid of before.split('\n').map(Number)) process.kill(pid, 'SIGTERM');
  });

  it('ends no process of another user', async () => {
    assert.deepEqual(await startCgi(exec, paths, { users: [kira, luis] }), []);
    writeFileSync(pidFile('kira'), readFileSync(pidFile('luis'), 'utf8'));
    await stopCgi(paths, { users: [kira] });
    assert.equal(await who(luis), 'luis');
  });
});
