import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestPanel } from '../agent/panel.ts';
import { desiredWith } from '../agent/samples.ts';
import { said, Sublet, type Ended } from '../cli/run.ts';

describe('sublet agent', function () {
  this.timeout(120_000);
  let sublet: Sublet;
  let panel: TestPanel;
  let env: Record<string, string>;
  beforeEach(async () => {
    assert.equal(process.env['SUBLET_SANDBOX'], '1', 'only in a sandbox');
    sublet = new Sublet();
    panel = await new TestPanel().start();
    const place = (name: string): string => join(sublet.folder, name);
    env = {
      ...{ PANEL_URL: panel.url, AGENT_TOKEN_FILE: place('token'), HTTP_PORT: '8080', HTTPS_PORT: '8443' },
      ...{ STATE_DIR: place('state'), RUN_DIR: '/run/sublet-test', WEB_LOG_DIR: place('log') },
      ...{ ARCHIVE_DIR: place('archive'), LOG_LEVEL: 'info' },
    };
    writeFileSync(place('token'), panel.token, { mode: 0o600 });
    panel.want(desiredWith(1, []));
  });
  afterEach(async () => {
    await panel.stop();
    // It outlives the agent, as it should.
    const pidFile = '/run/sublet-test/nginx.pid';
    if (existsSync(pidFile)) await end(Number(readFileSync(pidFile, 'utf8')));
    sublet.remove();
    rmSync('/run/sublet-test', { recursive: true, force: true });
  });
  const run = (args: readonly string[], more: Record<string, string> = {}): Promise<Ended> =>
    sublet.run(['agent', ...args], { env: { ...env, ...more } });
  const well = async (): Promise<void> => {
    const { code, out, err } = await run(['--once']);
    assert.equal(code, 0, out + err);
  };
  const passwd = (): string => readFileSync('/etc/passwd', 'utf8');

  it('does one round, and tells by its exit code how it went', async () => {
    panel.want(desiredWith(1, ['walter']));
    const first = await run(['--once']);
    assert.deepEqual([first.code, first.out], [0, 'Everything is as it should be.\n'], first.err);
    assert.match(passwd(), /^walter:/m);
    assert.equal(statSync(join(sublet.folder, 'state/agent.json')).mode & 0o777, 0o600);
    assert.equal(panel.reports.at(-1)?.applied, 1);
    panel.want({ ...desiredWith(2, ['walter']), sites: [{ ...site, domain: 'no domain' }] });
    const second = await run(['--once']);
    assert.equal(second.code, 1);
    assert.match(second.out, /^Failed: site 7: invalid: domain$/m);
    panel.want(desiredWith(3, []));
    await well();
    assert.doesNotMatch(passwd(), /^walter:/m);
  });

  it('only says what it would do', async () => {
    panel.want(desiredWith(1, ['walter', 'xenia']));
    const before = passwd();
    const { code, out } = await run(['--dry-run']);
    assert.equal(code, 0);
    assert.match(out, /^Make users: walter, xenia\.$/m);
    assert.match(out, /^\d+ steps would be done\.$/m);
    assert.equal(passwd(), before);
    assert.deepEqual([existsSync(join(sublet.folder, 'state')), panel.reports], [false, []]);
  });

  it('runs until it is told to stop, one at a time', async () => {
    panel.want(desiredWith(1, ['walter']));
    const child = sublet.start(['agent'], env);
    await said(child, /"msg":"brought about"/);
    const other = await run(['--once']);
    assert.equal(other.code, 1);
    assert.match(other.err, /^Another agent runs on this machine \(process \d+\)\. Stop it first/m);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
    panel.want(desiredWith(2, []));
    await well();
  });

  it('waits for its token', async () => {
    rmSync(join(sublet.folder, 'token'));
    const early = await run(['--once']);
    assert.equal(early.code, 1);
    assert.match(early.err, /There is no token at .*token yet/);
    const child = sublet.start(['agent'], env);
    await said(child, /There is no token at/);
    writeFileSync(join(sublet.folder, 'token'), panel.token, { mode: 0o600 });
    await said(child, /"msg":"brought about"/);
  });

  it('says what to do when it is not root, the panel is away or a setting is wrong', async () => {
    const notRoot = await sublet.run(['agent', 'uninstall'], { env, uid: 65_534 });
    assert.deepEqual([notRoot.code, notRoot.err], [1, `${root}\n`]);
    await panel.stop();
    const away = await run(['--once']);
    assert.equal(away.code, 1);
    assert.match(away.err, /The panel at http:\/\/127\.0\.0\.1:\d+ is away: start it, or see that PANEL_URL is right/);
    const wrong = await run(['--once'], { PANEL_URL: 'nowhere' });
    assert.deepEqual([wrong.code, wrong.err.startsWith('PANEL_URL “nowhere” is wrong: write ')], [2, true]);
  });

  it('installs nothing when it is only asked', async () => {
    const { code, out } = await run(['install', '--dry-run']);
    assert.equal(code, 0);
    assert.match(out, /^Would: Write \/etc\/sublet\/agent\.env$/m);
    assert.equal(existsSync('/etc/sublet'), false);
  });

  it('installs itself and goes again', async () => {
    const bad = await sublet.run(['agent', 'install', '--panel', panel.url, '--token', '-'], {
      env,
      input: 'nonsense',
    });
    assert.deepEqual([bad.code, bad.err.includes('That is no token')], [1, true]);
    const good = await sublet.run(['agent', 'install', '--panel', panel.url, '--token', '-'], {
      env,
      input: panel.token,
    });
    assert.equal(good.code, 0);
    assert.equal(readFileSync('/etc/sublet/agent.token', 'utf8').trim(), panel.token);
    assert.equal((await run(['uninstall'])).code, 0);
    rmSync('/etc/sublet', { recursive: true });
  });

  it('starts programs whose files others can read, whatever its shell would have', async () => {
    const usual = process.umask(0o077);
    const child = sublet.start(['agent'], env);
    process.umask(usual);
    await said(child, /"msg":"brought about"/);
    assert.match(readFileSync(`/proc/${String(child.pid)}/status`, 'utf8'), /^Umask:\s0022$/m);
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('deletes who is gone, and keeps whom the panel does not know until that is allowed', async () => {
    const none = await run(['allow-deletes']);
    assert.deepEqual([none.code, none.out], [0, 'No deletion is held.\n']);
    const names = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
    panel.want(desiredWith(1, names));
    await well();
    panel.want(desiredWith(2, names.slice(0, 2)));
    await well();
    assert.doesNotMatch(passwd(), /^h[3-6]:/m);
    panel.want({ ...desiredWith(3, []), nextUid: 20_000 });
    const held = await run(['--once']);
    assert.equal(held.code, 1);
    assert.match(held.out, /does not know: 2; its database comes .*run “sublet agent allow-deletes” on the server/);
    assert.match((await run(['allow-deletes'])).out, /archives the homes of: h1, h2\n$/);
    await well();
    assert.doesNotMatch(passwd(), /^h\d:/m);
  });

  it('asks before it belongs to another panel', async () => {
    panel.want(desiredWith(1, ['h1', 'h2']));
    await well();
    panel.want({ ...desiredWith(2, ['h1']), panel: 'another-panel-altogether' });
    assert.equal((await run(['--once'])).code, 1);
    assert.match(passwd(), /^h2:/m);
    assert.match(
      (await run(['allow-deletes'])).out,
      /of: h2\nThis server belongs to its panel of now from then on\.\n$/,
    );
    await well();
    panel.want({ ...desiredWith(3, []), panel: 'another-panel-altogether' });
    await well();
    assert.doesNotMatch(passwd(), /^h\d:/m);
  });
});

async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  while (existsSync(`/proc/${String(pid)}/fd/0`)) await new Promise((go) => setTimeout(go, 20));
}

const root = 'The agent makes users and runs the web server, so it has to be root: use sudo.';
const site = { id: 7, accountId: 1, domain: '', features: [], certificate: null };
