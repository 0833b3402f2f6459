import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, type InstallOptions } from '../../src/install/install.ts';
import { uninstall } from '../../src/install/uninstall.ts';
import { newToken } from '../../src/kernel/host-key.ts';

const plain: InstallOptions = { panelUrl: null, token: null, agentOnly: false, dryRun: false };
const elsewhere = { ...plain, panelUrl: 'https://panel.example.com' };
const systemd = '/run/systemd/system';
const units = '/etc/systemd/system';

/** Everything the installation may leave. */
const places = [
  '/etc/sublet',
  '/var/lib/sublet',
  join(units, 'sublet-panel.service'),
  join(units, 'sublet-agent.service'),
];

describe('an installation', function () {
  this.timeout(60_000);
  let said: string[];
  const say = (line: string): void => void said.push(line);
  beforeEach(() => {
    assert.equal(process.env['SUBLET_SANDBOX'], '1', 'only in a sandbox');
    said = [];
    clear();
  });
  after(clear);

  it('puts files where they belong, each for whom it is', async () => {
    await install(plain, say);
    const passwd = readFileSync('/etc/passwd', 'utf8');
    assert.match(passwd, /^sublet:x:\d{1,3}:\d+:Sublet panel:\/var\/lib\/sublet:\/usr\/sbin\/nologin$/m);
    const ids = /^sublet:x:(\d+):(\d+):/m.exec(passwd) ?? [];
    const [user, group] = [Number(ids[1]), Number(ids[2])];
    assert.deepEqual([...places, '/etc/sublet/panel.env', '/etc/sublet/agent.env'].map(lookOf), [
      [0o755, 0, 0],
      [0o700, user, group],
      [0o644, 0, 0],
      [0o644, 0, 0],
      [0o640, 0, group],
      [0o644, 0, 0],
    ]);
    assert.match(readFileSync('/etc/sublet/agent.env', 'utf8'), /^DATA_DIR=\/var\/lib\/sublet\nPORT=1500\n$/m);
    assert.match(said.join('\n'), /systemd does not run here: start sublet-panel\.service and sublet-agent\.service/);
  });

  it('does nothing the second time, and mends what is not as it should be', async () => {
    await install(plain, say);
    const before = places.slice(2).map((path) => statSync(path).mtimeMs);
    said = [];
    await install(plain, say);
    assert.equal(said[0], 'Everything is installed already.');
    assert.deepEqual(
      places.slice(2).map((path) => statSync(path).mtimeMs),
      before,
    );
    chmodSync('/etc/sublet/panel.env', 0o644);
    said = [];
    await install(plain, say);
    assert.equal(said[0], 'Done: Write /etc/sublet/panel.env');
    assert.equal(statSync('/etc/sublet/panel.env').mode & 0o777, 0o640);
  });

  it('keeps what somebody has set, and tells the agent of it', async () => {
    await install(plain, say);
    writeFileSync('/etc/sublet/panel.env', '# ours\nDATA_DIR=/srv/panel data\nPORT=8080\n');
    writeFileSync('/etc/sublet/agent.env', '# mine\nLOG_LEVEL=debug\nPORT=1500\n');
    await install(plain, say);
    assert.match(readFileSync('/etc/sublet/panel.env', 'utf8'), /^# ours\nDATA_DIR=\/srv\/panel data\nPORT=8080\n$/);
    assert.equal(
      readFileSync('/etc/sublet/agent.env', 'utf8'),
      '# mine\nLOG_LEVEL=debug\nPORT=8080\nDATA_DIR=/srv/panel data\n',
    );
    assert.match(readFileSync(join(units, 'sublet-panel.service'), 'utf8'), /^ReadWritePaths="\/srv\/panel data"$/m);
    rmSync('/srv/panel data', { recursive: true });
  });

  it('changes nothing when it is only asked', async () => {
    await install({ ...plain, dryRun: true }, say);
    assert.deepEqual(
      places.filter((path) => existsSync(path)),
      [],
    );
    assert.ok(said.some((line) => line === 'Would: Write /etc/sublet/panel.env'));
    assert.doesNotMatch(readFileSync('/etc/passwd', 'utf8'), /^sublet:/m);
  });

  it('of the agent alone has its token, and no panel', async () => {
    const token = newToken(3);
    await install({ ...elsewhere, token }, say);
    assert.deepEqual(lookOf('/etc/sublet/agent.token'), [0o600, 0, 0]);
    assert.equal(readFileSync('/etc/sublet/agent.token', 'utf8'), `${token}\n`);
    assert.match(
      readFileSync('/etc/sublet/agent.env', 'utf8'),
      /^PANEL_URL=https:\/\/panel\.example\.com\nAGENT_TOKEN_FILE=\/etc\/sublet\/agent\.token\n$/m,
    );
    assert.equal(existsSync(join(units, 'sublet-panel.service')) || existsSync('/var/lib/sublet'), false);
    assert.equal(said.join('\n').includes(token), false);
    said = [];
    await install(plain, say);
    assert.equal(said[0], 'Everything is installed already.', 'it stays the agent alone');
  });

  it('says what is missing: address, token, a token that is none', async () => {
    await assert.rejects(install({ ...plain, agentOnly: true }, say), /Say where the panel is: --panel/);
    await assert.rejects(install({ ...elsewhere, token: 'nonsense' }, say), /That is no token/);
    assert.equal(existsSync('/etc/sublet'), false);
    await install(elsewhere, say);
    assert.match(said.join('\n'), /There is no token yet: make one in the panel under Servers and write it to/);
  });

  it('says which programs are missing and which services are in the way', async () => {
    mkdirSync(join(units, 'multi-user.target.wants'), { recursive: true });
    const wanted = join(units, 'multi-user.target.wants/nginx.service');
    if (!existsSync(wanted)) symlinkSync('/lib/systemd/system/nginx.service', wanted);
    rmSync('/usr/sbin/fcgiwrap');
    rmSync('/usr/bin/spawn-fcgi');
    await install(elsewhere, say);
    const all = said.join('\n');
    assert.match(all, /Programs are missing: apt-get install --no-install-recommends fcgiwrap spawn-fcgi$/m);
    assert.match(all, /needs ports 80 and 443: systemctl disable --now .*nginx\.service/);
  });

  it('is taken away again, and data stays', async () => {
    await install(plain, say);
    writeFileSync('/var/lib/sublet/sublet.db', 'data');
    said = [];
    await uninstall(true, say);
    assert.ok(places.every((path) => existsSync(path)));
    said = [];
    await uninstall(false, say);
    assert.deepEqual(
      places.map((path) => existsSync(path)),
      [true, true, false, false],
    );
    assert.equal(readFileSync('/var/lib/sublet/sublet.db', 'utf8'), 'data');
    assert.match(said.join('\n'), /These stay, and are yours to remove:[^]*\/etc\/sublet[^]*\/var\/lib\/sublet/);
    said = [];
    await uninstall(false, say);
    assert.deepEqual(said, ['Nothing is installed here.']);
  });

  describe('where systemd runs', () => {
    const log = '/tmp/systemctl.log';
    beforeEach(() => {
      mkdirSync(systemd, { recursive: true });
      rmSync(log, { force: true });
      rmSync('/usr/bin/systemctl');
      writeFileSync('/usr/bin/systemctl', `#!/bin/sh\necho "$*" >> ${log}\n`, { mode: 0o755 });
    });
    const called = (): string[] => {
      const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
      rmSync(log, { force: true });
      return text.trim().split('\n');
    };

    it('starts the services, restarts them when something has changed, and stops them', async () => {
      const both = 'sublet-panel.service sublet-agent.service';
      await install(plain, say);
      assert.deepEqual(called(), ['daemon-reload', `enable --quiet ${both}`, `restart ${both}`]);
      await install(plain, say);
      assert.deepEqual(called(), ['daemon-reload', `enable --quiet ${both}`, `start ${both}`]);
      await install({ ...plain, dryRun: true }, say);
      await uninstall(true, say);
      assert.deepEqual(called(), ['']);
      await uninstall(false, say);
      assert.deepEqual(called(), ['disable --quiet --now sublet-agent.service sublet-panel.service', 'daemon-reload']);
    });
  });

  (existsSync('/usr/bin/systemd-analyze') ? it : it.skip)('has units that systemd understands', async () => {
    await install(plain, say);
    const { code, err } = await outcome('/usr/bin/systemd-analyze', ['verify', ...places.slice(2)]);
    // Other units of the machine have faults of their own.
    const ours = err.split('\n').filter((line) => line.includes('sublet'));
    assert.deepEqual([code, ours], [0, []]);
  });
});

const lookOf = (path: string): number[] => {
  const { mode, uid, gid } = statSync(path);
  return [mode & 0o777, uid, gid];
};

function outcome(program: string, args: readonly string[]): Promise<{ code: number; err: string }> {
  return new Promise((resolve) => {
    execFile(program, args, (error, _out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, err });
    });
  });
}

function clear(): void {
  for (const path of [...places, systemd]) rmSync(path, { recursive: true, force: true });
  for (const file of ['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow'])
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^sublet:.*\n/gm, ''));
}
