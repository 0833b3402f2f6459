import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, exec, type Exec } from '../../src/agent/linux/exec.ts';
import { diskUsage } from '../../src/agent/linux/quota/usage.ts';
import type { StepResult, Who } from '../../src/agent/op.ts';
import { asideOf, homeOf } from '../../src/agent/paths.ts';
import { linuxHost, sh, shAs, startAs, type LinuxHost } from '../helpers/host-linux.ts';

const alice: Who = { id: 7, name: 'alice', uid: 20_101 };
const bob: Who = { id: 8, name: 'bob', uid: 20_102 };
const site = (domain: string, owner = alice, id = 1): { id: number; domain: string; owner: Who } => ({
  id,
  domain,
  owner,
});
const faults = (of: StepResult): string[] => of.map(({ kind, id, fault }) => `${kind} ${id} ${fault}`);
const looks = (path: string): string => {
  const { uid, gid, mode } = lstatSync(path);
  return `${uid}:${gid} ${(mode & 0o7777).toString(8)}`;
};

describe('homes', function () {
  this.timeout(60_000);
  let host: LinuxHost;
  let home: string;
  const webGroup = Number(sh('/usr/bin/id', '--group', 'www-data'));
  beforeEach(() => {
    host = linuxHost();
    home = homeOf(host.paths, 'alice');
  });
  afterEach(() => host.close());
  const isHome = async (): Promise<boolean | undefined> => (await host.observe()).users.get('alice')?.home;
  const makeHome = (): Promise<StepResult> => host.run({ op: 'users.home', users: [alice] });

  it('have owners and modes that leave the user no way to move them', async () => {
    await host.settle(alice);
    assert.equal(looks(home), '0:0 711');
    assert.equal(looks(join(home, 'www')), `20101:${webGroup} 710`);
    assert.equal(looks(join(home, 'tmp')), '20101:20101 700');
    assert.equal(looks(join(home, 'logs')), '0:20101 750');
    assert.throws(() => shAs(alice.uid, '/usr/bin/mv', join(home, 'www'), join(home, 'away')));
  });

  it('are closed to the neighbour, and open to the web server', async () => {
    await host.settle(alice, bob);
    await host.run({ op: 'sites.create', sites: [site('a.example')], page: 'hello' });
    const page = join(home, 'www/a.example/index.html');
    assert.throws(() => shAs(bob.uid, '/usr/bin/cat', page), /Permission denied/);
    assert.equal(
      sh('/usr/bin/setpriv', '--reuid=www-data', '--regid=www-data', '--init-groups', '/usr/bin/cat', page),
      'hello',
    );
  });

  it('are put right when somebody has changed them', async () => {
    await host.settle(alice);
    chmodSync(home, 0o777);
    chownSync(home, alice.uid, alice.uid);
    rmSync(join(home, 'logs'), { recursive: true });
    chmodSync(join(home, 'www'), 0o6777);
    writeFileSync(join(home, 'www', 'kept'), 'mine');
    assert.equal(await isHome(), false);
    assert.deepEqual(await makeHome(), []);
    assert.equal(await isHome(), true);
    assert.equal(readFileSync(join(home, 'www', 'kept'), 'utf8'), 'mine');
  });

  it('are never what leads elsewhere, is of another or was there before', async () => {
    await host.run({ op: 'users.create', users: [alice] });
    mkdirSync('/srv/decoy', { mode: 0o700 });
    writeFileSync('/srv/decoy/file', 'root alone');
    const before = looks('/srv/decoy');
    const blocks = [
      'ln -s /srv/decoy "$1"',
      'mkfifo "$1"',
      'mkdir "$1"; chown 1000 "$1"',
      'mkdir "$1"; touch "$1/of root"',
      'mkdir "$1"; chown 20101 "$1"; ln -s /srv/decoy "$1/www"',
      'mkdir -p "$1/www"; chown 20101 "$1/www"; ln -s /srv/decoy "$1/tmp"',
    ];
    for (const block of blocks) {
      sh('/usr/bin/bash', '-euc', block, 'bash', home);
      assert.deepEqual(faults(await makeHome()), ['account 7 home'], block);
      assert.equal(await isHome(), false);
      assert.equal(looks('/srv/decoy'), before);
      assert.deepEqual(readdirSync('/srv/decoy'), ['file']);
      rmSync(home, { recursive: true, force: true });
    }
    rmSync('/srv/decoy', { recursive: true });
  });

  it('hold folders of sites made by their owner, first page only in new ones', async () => {
    await host.settle(alice);
    shAs(alice.uid, '/usr/bin/mkdir', join(home, 'www/old.example'));
    const long = [...Array.from({ length: 3 }, () => 'a'.repeat(60)), 'example'].join('.');
    const sites = [site('new.example'), site('old.example', alice, 2), site(long, alice, 3)];
    assert.deepEqual(await host.run({ op: 'sites.create', sites, page: '<p>hello</p>' }), []);
    assert.equal(looks(join(home, 'www/new.example')), '20101:20101 755');
    assert.equal(looks(join(home, 'www/new.example/index.html')), '20101:20101 644');
    assert.equal(readFileSync(join(home, 'www', long, 'index.html'), 'utf8'), '<p>hello</p>');
    assert.deepEqual(readdirSync(join(home, 'www/old.example')), []);
  });

  it('say which sites cannot be made, and make the others', async () => {
    await host.settle(alice, bob);
    shAs(alice.uid, '/usr/bin/ln', '-s', '/etc', join(home, 'www/link.example'));
    shAs(alice.uid, '/usr/bin/mkfifo', join(home, 'www/pipe.example'));
    shAs(alice.uid, '/usr/bin/touch', join(home, 'www/file.example'));
    const sites = ['link', 'pipe', 'file', 'good'].map((name, id) => site(`${name}.example`, alice, id));
    const failures = await host.run({ op: 'sites.create', sites: [...sites, site('b.example', bob, 9)], page: 'x' });
    assert.deepEqual(faults(failures), ['site 0 home', 'site 1 home', 'site 2 home']);
    assert.deepEqual([...(await host.observe()).folders].sort(), ['alice/good.example', 'bob/b.example']);
  });

  it('are archived whole for root alone, whatever the names and kinds of files', async () => {
    await host.settle(alice);
    const www = join(home, 'www');
    const odd = ['-rf', '--checkpoint-action=exec=id', '$(touch pwned)', "it's", 'two\nlines', '"', ' ', '\u{1f98a}'];
    for (const name of odd) shAs(alice.uid, '/usr/bin/touch', join(www, name));
    const kinds =
      'cd "$1"; mkfifo pipe; ln -s /etc/shadow link; mkdir shut; echo secret > shut/file; chmod 0 shut/file shut; truncate -s 1T holes';
    shAs(alice.uid, '/usr/bin/bash', '-c', kinds, 'bash', www);
    const socket = "require('net').createServer().listen(process.argv[1])";
    await startAs(alice.uid, process.execPath, '-e', socket, join(www, 'socket'));
    assert.deepEqual(await host.run({ op: 'users.delete', users: [alice] }), []);
    assert.equal(looks(asideOf(host.paths)), '0:0 700');
    await host.archiver().proceed();
    const [name = ''] = readdirSync(host.paths.archive);
    assert.match(name, /^alice-20101-\d{4}-\d\d-\d\dT[\d-]+Z\.tar\.gz$/);
    const archive = join(host.paths.archive, name);
    assert.equal(looks(archive), '0:0 600');
    assert.equal(looks(host.paths.archive), '0:0 700');
    assert.ok(statSync(archive).size < 1_000_000);
    const place = '/srv/unpacked';
    mkdirSync(place);
    sh('/usr/bin/tar', '--extract', '--file', archive, '--directory', place, '--exclude=./www/holes');
    const expected = [...odd, 'pipe', 'link', 'shut'].sort();
    assert.deepEqual(readdirSync(join(place, 'www')).sort(), expected);
    assert.equal(readFileSync(join(place, 'www/shut/file'), 'utf8'), 'secret\n');
    assert.equal(looks(join(place, 'www')), `20101:${webGroup} 710`);
    rmSync(place, { recursive: true });
    assert.deepEqual([readdirSync(host.paths.home), readdirSync(asideOf(host.paths))], [['.sublet-deleted'], []]);
  });

  it('stay when something of another is mounted in them', async () => {
    await host.settle(alice);
    const shared = join(host.paths.state, 'shared');
    mkdirSync(shared, { recursive: true });
    writeFileSync(join(shared, 'file'), 'of another');
    const point = join(home, 'www/shared');
    mkdirSync(point);
    sh('/usr/bin/mount', '--bind', shared, point);
    try {
      assert.deepEqual(faults(await host.run({ op: 'users.delete', users: [alice] })), ['account 7 home']);
      assert.equal(readFileSync(join(shared, 'file'), 'utf8'), 'of another');
      assert.deepEqual([(await host.observe()).users.get('alice')?.locked, await host.archives('alice')], [true, 0]);
    } finally {
      sh('/usr/bin/umount', point);
    }
    assert.deepEqual(await host.run({ op: 'users.delete', users: [alice] }), []);
  });

  it('that are none stay where they are when their user goes', async () => {
    await host.run({ op: 'users.create', users: [alice] });
    mkdirSync(home);
    writeFileSync(join(home, 'of root'), '');
    assert.deepEqual(await host.run({ op: 'users.delete', users: [alice] }), []);
    assert.deepEqual(readdirSync(home), ['of root']);
  });

  it('take their crontab with them', async () => {
    await host.settle(alice);
    mkdirSync('/var/spool/cron/crontabs', { recursive: true });
    writeFileSync('/var/spool/cron/crontabs/alice', '* * * * * id\n');
    chownSync('/var/spool/cron/crontabs/alice', alice.uid, 0);
    assert.deepEqual(await host.run({ op: 'users.delete', users: [alice] }), []);
    assert.ok(!readdirSync('/var/spool/cron/crontabs').includes('alice'));
  });

  it('are measured even when that takes too long for one of them', async () => {
    await host.settle(alice, bob);
    const slow: Exec = {
      run: (bin, args, options) =>
        String(options?.stdin).includes(home) || args.includes(home)
          ? Promise.reject(new CommandFailed('du: took longer than a day', null))
          : exec.run(bin, args, options),
    };
    assert.deepEqual([...(await diskUsage(host.paths, slow, [alice, bob])).keys()], [bob.uid]);
  });

  it('are measured, links not followed', async () => {
    await host.settle(alice, bob);
    shAs(
      alice.uid,
      '/usr/bin/dd',
      'if=/dev/zero',
      `of=${join(home, 'www/two\n3\tlines')}`,
      'bs=1M',
      'count=3',
      'status=none',
    );
    shAs(alice.uid, '/usr/bin/ln', '-s', '/usr', join(home, 'www/link'));
    const uses = await diskUsage(host.paths, exec, [alice, bob, { name: 'carol', uid: 20_103 }]);
    assert.deepEqual([...uses.keys()].sort(), [20_101, 20_102]);
    const [of = 0, ofBob = 0] = [uses.get(20_101), uses.get(20_102)];
    assert.ok(of >= 3 * 1024 * 1024 && of < 4 * 1024 * 1024, String(of));
    assert.ok(ofBob < 100_000, String(ofBob));
  });
});
