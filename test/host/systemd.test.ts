import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Booted } from '../helpers/booted.ts';
import { until } from '../helpers/host-panel.ts';

const sublet = [process.execPath, '/opt/sublet/bin/sublet.js'];
const asPanel = ['runuser', '-u', 'sublet', '--', 'env', 'SUBLET_CONFIG=/etc/sublet/panel.env', ...sublet];
const units = ['sublet-panel', 'sublet-agent'];
const password = 'plum-orbit-quartz-41';

/** What visitors of a site get. */
async function visit(domain: string): Promise<{ status: number; body: string }> {
  const req = request({ host: '127.0.0.1', port: 80, path: '/who.php', headers: { host: domain }, agent: false }).end();
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return { status: res.statusCode ?? 0, body: await text(res) };
}

/** Calls a func over the network, as a billing system does. */
async function call(func: string, params: Readonly<Record<string, string>>): Promise<void> {
  const body = new URLSearchParams({ ...params, func, sok: 'ok', authinfo: `root:${password}` });
  const said = await (await fetch('http://127.0.0.1:1500/ispmgr', { method: 'POST', body })).text();
  assert.match(said, /<ok\/>/, func);
}

const panelAnswers = (): Promise<number> =>
  until('the panel answers', async () => (await fetch('http://127.0.0.1:1500/healthz')).ok);
const isServed = (): Promise<number> =>
  until('alice.example is served', async () => (await visit('alice.example')).body === '20000');

const isDown = (): Promise<boolean> =>
  visit('alice.example').then(
    () => false,
    () => true,
  );

/** Ask for the page one after the other, until they leave. */
class Visitors {
  readonly #seen = new Set<string>();
  #left = false;
  readonly #asking = this.#ask();

  async #ask(): Promise<void> {
    while (!this.#left) {
      const told = await visit('alice.example').catch((error: unknown) => ({ body: String(error) }));
      this.#seen.add(told.body);
    }
  }

  /** Everything different that they have been told. */
  async leave(): Promise<string[]> {
    this.#left = true;
    await this.#asking;
    return [...this.#seen];
  }
}

describe('under systemd', function () {
  this.timeout(180_000);
  const machine = new Booted();
  const well = (command: readonly string[], input = ''): string => {
    const { code, out } = machine.run(command, input);
    assert.equal(code, 0, `${command.join(' ')}: ${out}`);
    return out;
  };
  const show = (unit: string, property: string): string =>
    well(['systemctl', 'show', '--property', property, '--value', unit]);
  const pidsOf = (unit: string): string[] => well(['pgrep', '-f', unit]).split('\n');

  before(async () => {
    assert.equal(process.env['SUBLET_SANDBOX'], '1', 'only in a sandbox');
    mkdirSync('/opt/sublet', { recursive: true });
    execFileSync('mount', ['--bind', process.cwd(), '/opt/sublet']);
    // Nothing here is about updates of the distribution or about a database of its own.
    for (const unit of ['timers.target', 'mariadb.service']) symlinkSync('/dev/null', `/etc/systemd/system/${unit}`);
    await machine.boot('basic.target');
  });
  after(async () => {
    await machine.cutPower();
  });

  it('panel and agent are installed and run, each as whom it should', async () => {
    const said = well([...sublet, 'agent', 'install']);
    assert.match(said, /^Running: sublet-panel\.service and sublet-agent\.service$/m);
    await panelAnswers();
    assert.deepEqual(
      units.map((unit) => show(unit, 'ActiveState')),
      ['active', 'active'],
    );
    const of = (unit: string, key: string): string =>
      new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(well(['cat', `/proc/${show(unit, 'MainPID')}/status`]))?.[1] ?? '';
    assert.notEqual(of('sublet-panel', 'Uid'), '0');
    assert.deepEqual([of('sublet-panel', 'CapBnd'), of('sublet-panel', 'NoNewPrivs')], ['0000000000000000', '1']);
    assert.deepEqual([of('sublet-agent', 'Uid'), of('sublet-agent', 'NoNewPrivs')], ['0', '0']);
    assert.match(well(['journalctl', '-u', 'sublet-panel', '--no-pager']), / sublet-panel\[\d+\]: .*\/setup\//);
  });

  it('a site is served, by PHP as its user', async () => {
    well([...asPanel, 'admin', 'root'], password);
    await call('reseller.edit', { name: 'north', password, php: 'on' });
    await call('user.edit', { name: 'alice', password, reseller: 'north', php: 'on' });
    await call('site.edit', { name: 'alice.example', owner: 'alice', php: 'on' });
    const file = '/home/alice/www/alice.example/who.php';
    await until('its folder is there', () => Promise.resolve(existsSync('/home/alice/www/alice.example')));
    well(['runuser', '-u', 'alice', '--', 'tee', file], '<?php echo posix_getuid();');
    await isServed();
  });

  it('sites are served on, without a gap, while the agent is restarted, stopped and killed', async () => {
    const before = pidsOf('nginx: master');
    const visitors = new Visitors();
    well(['systemctl', 'restart', 'sublet-agent']);
    well(['systemctl', 'stop', 'sublet-agent']);
    well(['systemctl', 'start', 'sublet-agent']);
    const killed = show('sublet-agent', 'MainPID');
    well(['kill', '-KILL', killed]);
    await until('another agent runs', () => {
      const pid = show('sublet-agent', 'MainPID');
      return Promise.resolve(pid !== '0' && pid !== killed && show('sublet-agent', 'ActiveState') === 'active');
    });
    await call('site.edit', { name: 'second.example', owner: 'alice', php: 'off' });
    await until('second.example is served', async () => (await visit('second.example')).status === 404);
    assert.deepEqual(await visitors.leave(), ['20000']);
    assert.deepEqual(pidsOf('nginx: master'), before);
  });

  it('a second installation does nothing, and restarts nothing', () => {
    const before = units.map((unit) => show(unit, 'MainPID'));
    assert.match(well([...sublet, 'agent', 'install']), /^Everything is installed already\.$/m);
    assert.deepEqual(
      units.map((unit) => show(unit, 'MainPID')),
      before,
    );
  });

  it('all is served again after the power has gone, once the distribution’s own servers are out of the way', async () => {
    const advice = /^- The agent runs .*: (systemctl disable --now .*)$/m.exec(well([...sublet, 'agent', 'install']));
    if (advice?.[1] !== undefined) well(advice[1].split(' '));
    await machine.cutPower();
    await until('nothing runs any more', isDown);
    await machine.boot('multi-user.target');
    await panelAnswers();
    await isServed();
  });

  it('an uninstallation stops both, and keeps what belongs to people', async () => {
    well([...sublet, 'agent', 'uninstall']);
    assert.deepEqual(
      units.map((unit) => show(unit, 'LoadState')),
      ['not-found', 'not-found'],
    );
    await assert.rejects(fetch('http://127.0.0.1:1500/healthz'));
    assert.match(readFileSync('/etc/passwd', 'utf8'), /^alice:/m);
    assert.ok(existsSync('/home/alice/www/alice.example/who.php'));
  });
});
