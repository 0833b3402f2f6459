import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../src/agent/linux/exec.ts';
import { diskUsage } from '../../src/agent/linux/quota/usage.ts';
import type { SiteFolder, Step, Who } from '../../src/agent/op.ts';
import { asideOf, homeOf } from '../../src/agent/paths.ts';
import { linuxHost, sh, shAs, startAs, type LinuxHost } from '../helpers/host-linux.ts';

const mallory: Who = { id: 7, name: 'mallory', uid: 20_101 };
const bob: Who = { id: 8, name: 'bob', uid: 20_102 };
const decoy = '/srv/decoy';

/** Everything below some folders: kinds, owners, modes, links and contents; of `open`, where all may write, no content. */
function listing(...folders: readonly string[]): string[] {
  return folders.flatMap((path): string[] => {
    const { uid, gid, mode } = lstatSync(path);
    const line = `${path} ${uid}:${gid} ${mode.toString(8)}`;
    if ((mode & kinds) === 0o040000) return [line, ...listing(...readdirSync(path).map((name) => join(path, name)))];
    if ((mode & kinds) === 0o120000) return [`${line} ${readlinkSync(path)}`];
    if ((mode & kinds) !== 0o100000 || path.endsWith('/open')) return [line];
    return [`${line} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`];
  });
}
const kinds = 0o170000;

/**
 * As fast as it can, makes what is at each path a folder, a link to somebody else's folder, a pipe, a hard link, a file
 * or nothing, in turn, and says how often.
 */
const flipper = `
const fs = require('fs'), { execFileSync } = require('child_process'), path = require('path');
const [, target, count, ...places] = process.argv;
const quietly = (work) => { try { work(); return true; } catch { return false; } };
const forms = [
  (p) => fs.mkdirSync(p), (p) => fs.symlinkSync(target, p), (p) => fs.symlinkSync('/etc', p),
  (p) => fs.symlinkSync('/etc/passwd', p), (p) => fs.linkSync(path.join(path.dirname(p), '.pipe'), p),
  (p) => fs.linkSync(target + '/open', p), (p) => fs.writeFileSync(p, 'x'),
  ...Array(7).fill(() => undefined),
];
for (const place of places) quietly(() => execFileSync('/usr/bin/mkfifo', [path.join(path.dirname(place), '.pipe')]));
let flips = 0;
for (;;) for (const place of places) for (const form of forms) {
  const next = place + '.next';
  quietly(() => fs.rmSync(next, { recursive: true, force: true }));
  quietly(() => form(next));
  if (!quietly(() => fs.renameSync(next, place))) {
    quietly(() => fs.rmSync(place, { recursive: true, force: true }));
    quietly(() => fs.renameSync(place, place + '.away' + flips));
    quietly(() => fs.renameSync(next, place));
  }
  if (++flips % 100 === 0) fs.writeFileSync(count, String(flips));
}`;

describe('a user who wants to be root', function () {
  this.timeout(120_000);
  let host: LinuxHost;
  let before: string[];
  const others = (file: string): string[] =>
    readFileSync(`/etc/${file}`, 'utf8')
      .split('\n')
      .filter((line) => !/^(mallory|bob):/.test(line));
  const outside = (): string[] => [
    ...listing(decoy, '/etc').filter((line) => !/^\/etc\/(passwd|shadow|group|gshadow|sub[ug]id)-? /.test(line)),
    ...['passwd', 'shadow', 'group', 'gshadow'].flatMap(others),
  ];

  beforeEach(() => {
    host = linuxHost();
    mkdirSync(join(decoy, 'www', 'sub'), { recursive: true });
    for (const file of ['open', 'www/index.html', 'www/sub/file']) writeFileSync(join(decoy, file), 'of root');
    chmodSync(join(decoy, 'open'), 0o666);
    mkdirSync(join(decoy, 'a.example'));
    before = outside();
  });
  afterEach(async () => {
    await host.close();
    rmSync(decoy, { recursive: true });
  });
  const waiting = (): string[] => readdirSync(asideOf(host.paths));
  const www = (...rest: string[]): string => join(homeOf(host.paths, 'mallory'), 'www', ...rest);
  const flip = async (...places: string[]): Promise<() => number> => {
    const count = join(homeOf(host.paths, 'mallory'), 'tmp', 'count');
    await startAs(mallory.uid, process.execPath, '-e', flipper, decoy, count, ...places);
    return () => (existsSync(count) ? Number(readFileSync(count, 'utf8')) : 0);
  };
  const sites = (...domains: string[]): SiteFolder[] => domains.map((domain, id) => ({ id, domain, owner: mallory }));

  it('flips every path that it may write, while homes and sites are made', async () => {
    await host.settle(mallory, bob);
    const domains = ['a.example', 'b.example', 'c.example'];
    const flips = await flip(...domains.map((domain) => www(domain)), join(homeOf(host.paths, 'mallory'), 'tmp', 'x'));
    const startedAt = Date.now();
    let rounds = 0;
    for (; Date.now() - startedAt < 8000; rounds++) {
      assert.deepEqual(await host.run({ op: 'users.home', users: [mallory, bob] }), []);
      const made = await host.run({
        op: 'sites.create',
        page: 'x',
        sites: [...sites(...domains), { id: 9, domain: `r${rounds}.example`, owner: bob }],
      });
      assert.ok(
        made.every(({ kind, id }) => kind === 'site' && id !== 9),
        JSON.stringify(made),
      );
      await host.observe();
    }
    const perSecond = Math.round((flips() / (Date.now() - startedAt)) * 1000);
    console.log(`flipped ${perSecond} times a second during ${rounds} rounds`);
    assert.ok(perSecond > 500 && rounds > 20);
    assert.deepEqual(outside(), before);
  });

  it('flips while it is measured, killed, archived and deleted', async () => {
    let flipped = 0;
    for (let round = 0; round < 15; round++) {
      await host.settle(mallory);
      shAs(mallory.uid, '/usr/bin/mkdir', '-p', www('deep/er/still'), www('a.example'));
      const places = [www('deep'), www('deep/er'), www('deep/er/still'), www('a.example')];
      const flips = await flip(...places);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await diskUsage(host.paths, exec, [mallory]);
      flipped += flips();
      assert.deepEqual(await host.run({ op: 'users.delete', users: [mallory] }), []);
      assert.equal(await host.archives('mallory'), round + 1);
      assert.deepEqual([outside(), waiting()], [before, []]);
    }
    assert.ok(flipped > 1000, String(flipped));
  });

  it('helps another from outside, through a folder that is still open to it', async () => {
    await host.settle(mallory, bob);
    // bob stands in a folder of mallory's, where all may write, and goes on when mallory's programs are ended.
    const within = www('open');
    shAs(
      mallory.uid,
      '/usr/bin/bash',
      '-c',
      'umask 0; mkdir -p "$1"/{1..30}/x; touch "$1"/{1..30}/x/file',
      'bash',
      within,
    );
    const swap =
      'cd ..; while :; do for i in {1..30}; do mv $i away$i; ln -s ' + decoy + ' $i; rm $i; mv away$i $i; done; done';
    sh('/usr/bin/chmod', '0777', www());
    const helper = await startAs(bob.uid, '/usr/bin/bash', '-c', `cd "${within}/1" && ${swap}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    sh('/usr/bin/chmod', '0710', www());
    assert.ok(process.kill(helper, 0));
    assert.deepEqual(await host.run({ op: 'users.delete', users: [mallory] }), []);
    assert.ok(process.kill(helper, 0));
    await host.archiver().proceed();
    assert.deepEqual(outside(), before);
    await host.run({ op: 'users.kill', users: [bob] });
    assert.equal(await host.archives('mallory'), 1);
    assert.deepEqual([outside(), waiting()], [before, []]);
  });

  it('has names for files that are commands elsewhere', async () => {
    await host.settle(mallory);
    const names = [
      '-rf',
      '--files0-from=-',
      '--checkpoint=1',
      '--checkpoint-action=exec=sh x',
      '$(touch pwned)',
      '`id`',
      "';id;'",
      '"',
      'two\nlines',
      '\u202e',
      '*',
      '~root',
      '0\tetc',
    ];
    for (const name of names) {
      shAs(mallory.uid, '/usr/bin/mkdir', '--', www(name));
      shAs(mallory.uid, '/usr/bin/touch', '--', www(name, name));
      shAs(mallory.uid, '/usr/bin/ln', '-s', '--', decoy, www(name, 'link'));
    }
    const steps: Step[] = [
      { op: 'users.home', users: [mallory] },
      { op: 'sites.create', page: 'x', sites: sites('a.example') },
      { op: 'users.lock', users: [mallory] },
      { op: 'users.delete', users: [mallory] },
    ];
    await diskUsage(host.paths, exec, [mallory]);
    for (const step of steps) assert.deepEqual(await host.run(step), [], step.op);
    await host.archiver().proceed();
    assert.deepEqual([outside(), waiting()], [before, []]);
    const [archive = ''] = readdirSync(host.paths.archive);
    const held = sh(
      '/usr/bin/tar',
      '--list',
      '--null',
      '--quoting-style=literal',
      '--file',
      join(host.paths.archive, archive),
    );
    for (const name of names) assert.ok(held.includes(`./www/${name}/${name}`), name);
  });
});
