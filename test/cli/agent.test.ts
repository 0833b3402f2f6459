import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { agentSettingsHelp, readAgentConfig } from '../../src/agent/config.ts';
import { defaultPaths } from '../../src/agent/paths.ts';
import { ConfigError } from '../../src/kernel/settings.ts';
import { Sublet } from './run.ts';

describe('the settings of the agent', () => {
  let folder: string;
  let usual: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sublet-agent-'));
    usual = join(folder, 'agent.env');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const read = (env: Record<string, string>): ReturnType<typeof readAgentConfig> => readAgentConfig(env, usual);

  it('find the panel of the same machine by themselves', () => {
    assert.deepEqual(read({}), {
      panelUrl: 'http://127.0.0.1:1500',
      tokenFile: resolve('data/agent.token'),
      logLevel: 'info',
      paths: defaultPaths,
    });
    assert.equal(read({ PORT: '8080' }).panelUrl, 'http://127.0.0.1:8080');
    assert.equal(read({ DATA_DIR: '/srv/panel' }).tokenFile, '/srv/panel/agent.token');
  });

  it('come from the file of the installation, from one that is named, and from the environment', () => {
    writeFileSync(usual, 'PORT=1600\nHTTP_PORT=8080\n');
    assert.deepEqual([read({}).panelUrl, read({}).paths.http], ['http://127.0.0.1:1600', 8080]);
    assert.equal(read({ HTTP_PORT: '81' }).paths.http, 81);
    const other = join(folder, 'other.env');
    writeFileSync(other, 'PANEL_URL=https://panel.example.com/\nAGENT_TOKEN_FILE=/etc/token\n');
    const { panelUrl, tokenFile } = read({ SUBLET_AGENT_CONFIG: other });
    assert.deepEqual([panelUrl, tokenFile], ['https://panel.example.com', '/etc/token']);
    writeFileSync(other, 'DATABASE_URL=mysql://x\n');
    assert.throws(() => read({ SUBLET_AGENT_CONFIG: other }), /sets DATABASE_URL, which is no setting/);
  });

  it('send no passwords over the network in the clear unless told to', () => {
    const url = 'http://panel.example.com';
    assert.throws(
      () => read({ PANEL_URL: url }),
      /plain http on another machine.*write https:\/\/, or set ALLOW_HTTP=yes/,
    );
    assert.equal(read({ PANEL_URL: url, ALLOW_HTTP: 'yes' }).panelUrl, url);
    for (const near of ['http://127.0.0.1:1500', 'http://localhost:1500', 'http://[::1]:1500'])
      assert.equal(read({ PANEL_URL: near }).panelUrl, near);
    for (const far of ['http://127.0.0.1.example.com', 'http://localhost.example.com', 'http://10.0.0.1'])
      assert.throws(() => read({ PANEL_URL: far }), ConfigError);
  });

  it('say what is wrong', () => {
    for (const [name, value] of [
      ['PANEL_URL', 'panel'],
      ['HTTP_PORT', '0'],
      ['HOME_DIR', 'home'],
      ['ALLOW_HTTP', 'maybe'],
    ] as const)
      assert.throws(() => read({ [name]: value }), new RegExp(`^ConfigError: ${name} “${value}” is wrong: write `));
  });

  it('are all in the help', async () => {
    const sublet = new Sublet();
    const { code, out } = await sublet.run(['agent', '--help']);
    sublet.remove();
    assert.equal(code, 0);
    assert.ok(out.includes(agentSettingsHelp()));
    for (const command of ['install', 'uninstall', 'allow-deletes'])
      assert.match(out, new RegExp(`^  ${command}\\b`, 'm'));
  }).timeout(30_000);
});
