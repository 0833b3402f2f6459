import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig, settings, settingsHelp, settingsTable } from '../../src/config.ts';
import { ConfigError, variableOf } from '../../src/kernel/settings.ts';

describe('the settings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sublet-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function file(text: string): string {
    const path = join(folder, 'settings');
    writeFileSync(path, text);
    return path;
  }

  it('have defaults that start a panel for this machine alone', () => {
    const { host, port, dataDir, databaseUrl, workers, trustProxy, sessionIdle, sessionMax } = readConfig({});
    assert.deepEqual([host, port, databaseUrl, workers, trustProxy], ['127.0.0.1', 1500, null, 1, false]);
    assert.equal(dataDir, resolve('data'));
    assert.deepEqual([sessionIdle, sessionMax], [3_600_000, 43_200_000]);
  });

  it('come from a file, and the environment wins', () => {
    const path = file('# ours\nPORT=1600\nLOG_LEVEL="warn"\n');
    assert.equal(readConfig({ SUBLET_CONFIG: path }).port, 1600);
    assert.equal(readConfig({ SUBLET_CONFIG: path }).logLevel, 'warn');
    assert.equal(readConfig({ SUBLET_CONFIG: path, PORT: '1700' }).port, 1700);
  });

  it('never trust every proxy', () => {
    assert.equal(readConfig({ TRUST_PROXY: '2' }).trustProxy, 2);
    assert.deepEqual(readConfig({ TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' }).trustProxy, ['127.0.0.1', '10.0.0.0/8']);
    for (const wrong of ['true', 'on', 'loopback', '0'])
      assert.throws(() => readConfig({ TRUST_PROXY: wrong }), ConfigError);
  });

  it('take only the origin of the public address', () => {
    assert.equal(readConfig({ PUBLIC_URL: 'https://Panel.Example.com/' }).publicUrl, 'https://panel.example.com');
  });

  const wrong: Record<string, string> = {
    PORT: '99999',
    HOST: 'somewhere',
    WORKERS: '0',
    PUBLIC_URL: 'ftp://x',
    DATABASE_URL: 'postgres://x/y',
    LOG_LEVEL: 'loud',
    SESSION_IDLE: '-1',
    SESSION_MAX: '1e3',
    DEFAULT_LANGUAGE: 'xx',
    DEFAULT_TIME_ZONE: 'Mars/Olympus',
  };
  for (const [variable, value] of Object.entries(wrong))
    it(`say in one line what is wrong with ${variable} and what would be right`, () => {
      assert.throws(
        () => readConfig({ [variable]: value }),
        (error) =>
          error instanceof ConfigError &&
          error.message.startsWith(`${variable} `) &&
          /is wrong: write \S+.*\.$/.test(error.message),
      );
    });

  it('do not repeat the password of the database', () => {
    assert.throws(
      () => readConfig({ DATABASE_URL: 'mysql://u:geheim@' }),
      (error) => error instanceof ConfigError && !error.message.includes('geheim'),
    );
  });

  it('name what a file sets that is no setting, and a file that is not there', () => {
    assert.throws(
      () => readConfig({ SUBLET_CONFIG: file('PROT=1') }),
      /sets PROT, which is no setting: use HOST, PORT/,
    );
    assert.throws(() => readConfig({ SUBLET_CONFIG: join(folder, 'none') }), /cannot be read/);
  });

  it('are all in the help and in the table', () => {
    for (const [name, { help }] of Object.entries(settings)) {
      assert.ok(settingsHelp().includes(`  ${variableOf(name)} `));
      assert.ok(settingsTable().includes(`| \`${variableOf(name)}\` |`) && settingsTable().includes(help));
    }
    assert.equal(variableOf('dataDir'), 'DATA_DIR');
  });
});
