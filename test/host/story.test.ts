import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { HostPanel, until } from '../helpers/host-panel.ts';

interface Got {
  readonly status: number;
  readonly body: string;
}

/** What visitors of a site get, from the web server itself. */
async function visit(domain: string, path = '/'): Promise<Got> {
  const req = request({ host: '127.0.0.1', port: 80, path, headers: { host: domain }, agent: false }).end();
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return { status: res.statusCode ?? 0, body: await text(res) };
}

const secret = 'another long secret';

describe('panel, agent and web server', function () {
  this.timeout(120_000);
  const panel = new HostPanel();
  let agent: ChildProcess | undefined;

  before(async () => {
    await panel.start();
    agent = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'agent'], {
      env: { ...process.env, ...panel.env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  });
  after(async () => {
    if (agent?.exitCode === null) {
      agent.kill('SIGTERM');
      await once(agent, 'exit');
    }
    await panel.stop();
  });

  const serves = (domain: string, status: number, path = '/') =>
    until(`${domain}${path} answers ${String(status)}`, async () => (await visit(domain, path)).status === status);

  it('serve a site that a reseller’s user has been given', async () => {
    await panel.call('reseller.edit', { name: 'north', password: secret, php: 'on', displayName: 'North & Söhne' });
    await panel.call('user.edit', { name: 'alice', password: secret, reseller: 'north', php: 'on' });
    await panel.call('site.edit', { name: 'alice.example', owner: 'alice', php: 'on' });
    await serves('alice.example', 200);
    assert.match((await visit('alice.example')).body, /This site is ready/);
    await serves('www.alice.example', 200);
  });

  it('run PHP as the user', async () => {
    const code = '<?php echo posix_getuid(), " ", get_current_user();';
    const place = '/home/alice/www/alice.example/who.php';
    execFileSync('/usr/sbin/runuser', ['-u', 'alice', '--', 'tee', place], { input: code });
    assert.deepEqual(await visit('alice.example', '/who.php'), { status: 200, body: '20000 alice' });
  });

  it('take the sites of a disabled reseller down within two seconds, and say whom to ask', async () => {
    await panel.call('reseller.disable', { elid: 'north' });
    // Until the last worker of before has closed its door, one may still meet it.
    const took = await until('alice.example is down', async () => {
      const { status, body } = await visit('alice.example');
      return status === 503 && body.includes('North &amp; Söhne');
    });
    assert.ok(took < 2000, `${String(took)} ms`);
    await until('alice is locked', () =>
      Promise.resolve(/^alice:!/m.test(execFileSync('/usr/bin/getent', ['shadow', 'alice'], { encoding: 'utf8' }))),
    );
  });

  it('bring them back', async () => {
    await panel.call('reseller.enable', { elid: 'north' });
    const took = await serves('alice.example', 200, '/who.php');
    assert.ok(took < 2000, `${String(took)} ms`);
  });

  it('go on serving while the panel cannot be reached, and catch up', async () => {
    panel.cable('down');
    await panel.command(['func', 'site.edit', 'sok=ok', 'name=second.example', 'owner=alice', 'php=on']);
    assert.equal((await visit('alice.example')).status, 200);
    assert.notEqual((await visit('second.example')).status, 200);
    panel.cable('up');
    await serves('second.example', 200);
  });

  it('tell the panel how it went', async () => {
    await until('the panel knows', async () => {
      const servers = JSON.parse(await panel.command(['func', 'server', 'out=json'])) as unknown;
      return /"state":\s*\{[^}]*"kind":\s*"online"|online/.test(JSON.stringify(servers));
    });
  });

  it('take away what is deleted, and keep an archive', async () => {
    await panel.call('user.delete', { elid: 'alice', typed: 'alice' });
    await until('alice is gone', () => {
      const names = execFileSync('/usr/bin/getent', ['passwd'], { encoding: 'utf8' });
      return Promise.resolve(!/^alice:/m.test(names));
    });
    assert.notEqual((await visit('alice.example')).status, 200);
    await until('its home is archived', () =>
      Promise.resolve(
        /^alice-/m.test(execFileSync('/usr/bin/ls', ['/var/backups/sublet-agent'], { encoding: 'utf8' })),
      ),
    );
  });
});
