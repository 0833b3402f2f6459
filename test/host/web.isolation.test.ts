import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { startCgi } from '../../src/agent/cgi.ts';
import { putCertificates } from '../../src/agent/certificates.ts';
import { exec } from '../../src/agent/linux/exec.ts';
import { certificateOf, folderOf, homeOf } from '../../src/agent/paths.ts';
import { applyPhp } from '../../src/agent/php/apply.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { account, addUser, as, ask, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('web-isolation', 8110);
const dora = 57_111;
const emil = 57_112;
const sites = [site(dora, 'dora.example', ['php', 'cgi', 'ssi', 'https']), site(emil, 'emil.example', ['php', 'cgi'])];
const all = desired([account(dora, 'dora'), account(emil, 'emil')], sites);
const secret = 'password of emil';
const emils = `${folderOf(paths, 'emil', 'emil.example')}/config.php`;
const keys = certificateOf(paths, 'dora.example');

const get = (path: string, headers: Record<string, string> = {}): ReturnType<typeof ask> =>
  ask(paths, 'dora.example', path, { headers });

describe('the site of a neighbour', () => {
  before(async () => {
    addUser(paths, 'dora', dora);
    addUser(paths, 'emil', emil);
    put(paths, 'emil', 'emil.example/config.php', secret);
    put(paths, 'dora', 'dora.example/index.html', 'home of dora');
    put(
      paths,
      'dora',
      'dora.example/read.php',
      '<?php echo "read: ", @file_get_contents($_GET["f"]) ?: error_get_last()["message"];',
    );
    put(paths, 'dora', 'dora.example/run.php', '<?php echo "ran: ", shell_exec($_GET["c"] . " 2>&1");');
    put(
      paths,
      'dora',
      'dora.example/ini.php',
      '<?php var_dump(ini_set("open_basedir", "/"), ini_set("error_log", "/tmp/x"), ini_get("open_basedir"));',
    );
    put(paths, 'dora', 'dora.example/env.php', '<?php echo json_encode($_SERVER + getenv());');
    put(
      paths,
      'dora',
      'dora.example/cgi-bin/run',
      '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"\n(eval "$(printf "%b" "$(echo "$QUERY_STRING" | sed "s/+/ /g; s/%/\\\\x/g")")") 2>&1\n',
    );
    put(
      paths,
      'dora',
      'dora.example/cgi-bin/info',
      '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"\nenv | sort; umask; grep -E "^(Uid|Gid|Groups|CapEff|CapPrm)" /proc/self/status\n',
    );
    assert.deepEqual(await putCertificates(paths, { sites: sites.slice(0, 1) }), []);
    const php = renderPhp(all, paths);
    assert.ok(php);
    await applyPhp(exec, paths, php);
    const users = [
      { id: 1, name: 'dora', uid: dora },
      { id: 2, name: 'emil', uid: emil },
    ];
    assert.deepEqual(await startCgi(exec, paths, { users }), []);
    await applyWeb(exec, paths, renderWeb(all, paths));
  });
  after(() => endAll(paths));

  it('cannot be read by PHP, nor can the rest of the machine', async () => {
    for (const file of [emils, keys, '/etc/passwd', '/etc/shadow', `${paths.state}/web/current/nginx.conf`])
      assert.match(
        (await get(`/read.php?f=${file}`)).text,
        /^read: file_get_contents\(.*Operation not permitted$/,
        file,
      );
    assert.match((await get(`/read.php?f=${homeOf(paths, 'dora')}/www/dora.example/index.html`)).text, /home of dora/);
  });

  it('cannot be read by what PHP or CGI runs', async () => {
    const { run } = paths;
    const closed = [
      emils,
      keys,
      '/etc/shadow',
      `${paths.state}/web/current/nginx.conf`,
      `${paths.log}/access.log`,
      `${run}/php`,
    ];
    for (const file of closed) {
      const byPhp = (await get(`/run.php?c=cat+${file}`)).text;
      const byCgi = (await get(`/cgi-bin/run?cat+${file}`)).text;
      for (const text of [byPhp, byCgi])
        assert.match(text, /cat: .*(?:Permission denied|Is a directory)/, `${file}: ${text}`);
    }
    for (const folder of [
      homeOf(paths, 'emil'),
      `${homeOf(paths, 'emil')}/www`,
      `${homeOf(paths, 'emil')}/tmp`,
      `${homeOf(paths, 'emil')}/logs`,
    ])
      assert.match((await get(`/cgi-bin/run?ls+${folder}`)).text, /Permission denied/, folder);
  });

  it('cannot have its sockets used', () => {
    for (const socket of ['php/emil.sock', 'cgi-emil.sock']) {
      assert.ok(existsSync(`${paths.run}/${socket}`), socket);
      const open = `python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("${paths.run}/${socket}")' 2>&1`;
      assert.match(as('dora', `${open} || true`), /PermissionError/);
    }
  });

  it('cannot change the limits of PHP', async () => {
    const { text } = await get('/ini.php');
    assert.match(text, /^bool\(false\)\s+bool\(false\)\s+string\(\d+\) "\/srv/);
    put(paths, 'dora', 'dora.example/.user.ini', 'open_basedir=/\n');
    assert.match((await get('/read.php?f=/etc/passwd')).text, /Operation not permitted$/);
  });

  it('has scripts beside it that are the user and nothing more', async () => {
    const { text } = await get('/cgi-bin/info/a/b?q=1');
    assert.match(text, new RegExp(String.raw`^Uid:(\t${dora}){4}$`, 'mu'));
    assert.match(text, new RegExp(String.raw`^Gid:(\t${dora}){4}$`, 'mu'));
    assert.match(text, new RegExp(String.raw`^Groups:\t${dora} $`, 'mu'));
    assert.match(text, /^CapPrm:\t0+$/mu);
    assert.match(text, /^CapEff:\t0+$/mu);
    assert.match(text, /^0022$/mu);
    assert.match(text, /^PATH_INFO=\/a\/b$/mu);
    assert.match(text, /^SCRIPT_NAME=\/cgi-bin\/info$/mu);
  });

  it('is not reached by links, dots and encodings', async () => {
    as(
      'dora',
      `cd ${folderOf(paths, 'dora', 'dora.example')}; ln -s /etc/passwd passwd.txt; ln -s ${emils} emil.txt; ln -s / root; ln -s index.html own.html; ln -s /etc/passwd p.php; ln -s /etc/passwd p.shtml; ln -s ${folderOf(paths, 'emil', 'emil.example')} emil`,
    );
    for (const path of ['/passwd.txt', '/emil.txt', '/root/etc/passwd', '/emil/config.php', '/p.php', '/p.shtml']) {
      const { status: code, text } = await get(path);
      assert.ok(code === 403 || code === 404, `${path}: ${code}`);
      assert.doesNotMatch(text, /root:x|password of/);
    }
    assert.equal((await get('/own.html')).text, 'home of dora');
    const tricks = [
      '/..%2f..%2f..%2f..%2fetc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/../../../etc/passwd',
      '/..%5c..%5cetc',
      '/%00',
      '/a/..%00/',
    ];
    for (const path of tricks) assert.ok([400, 403, 404].includes(await status(paths, 'dora.example', path)), path);
    assert.ok(
      [400, 403, 404].includes(
        await status(paths, 'dora.example', '/cgi-bin/..%2f..%2f..%2f..%2f..%2f..%2fusr/bin/id'),
      ),
    );
  });

  it('stays closed when a whole site folder becomes a link', async () => {
    as('dora', `cd ${homeOf(paths, 'dora')}/www; mv dora.example away; ln -s /etc dora.example`);
    assert.equal(await status(paths, 'dora.example', '/passwd'), 404);
    assert.equal(await status(paths, 'dora.example', '/hosts.php'), 404);
    as('dora', `cd ${homeOf(paths, 'dora')}/www; rm dora.example; mv away dora.example`);
    assert.equal((await get('/')).text, 'home of dora');
  });

  it('runs as PHP only what is called so and is there', async () => {
    put(paths, 'dora', 'dora.example/a.jpg', '<?php echo "ran";');
    put(paths, 'dora', 'dora.example/b.phtml', '<?php echo "ran";');
    put(paths, 'dora', 'dora.example/c.PHP', '<?php echo "ran";');
    put(paths, 'dora', 'dora.example/info.php', '<?php echo $_SERVER["PATH_INFO"], " ", $_SERVER["SCRIPT_NAME"];');
    for (const path of ['/a.jpg/x.php', '/a.jpg%00.php', '/none.php', '/none.php/a'])
      assert.ok([400, 404].includes(await status(paths, 'dora.example', path)), path);
    for (const path of ['/b.phtml', '/c.PHP']) assert.equal(await status(paths, 'dora.example', path), 403, path);
    assert.equal((await get('/a.jpg')).text, '<?php echo "ran";');
    assert.equal((await get('/info.php/a/b')).text, '/a/b /info.php');
  });

  it('has its hidden files hidden, but for those that are well known', async () => {
    const hidden = ['.htaccess', '.env', '.git/config', '.well-knownx', 'a/.ssh/key', 'cgi-bin/.env'];
    for (const file of [...hidden, '.well-known/acme']) put(paths, 'dora', `dora.example/${file}`, 'text');
    for (const file of hidden) assert.equal(await status(paths, 'dora.example', `/${file}`), 404, file);
    assert.equal((await get('/.well-known/acme')).text, 'text');
  });

  it('gets no proxy from a header, and no name from another', async () => {
    const env = (await get('/env.php', { proxy: 'http://evil.example', 'x-forwarded-host': 'evil.example' })).text;
    assert.ok(env.includes(String.raw`"PHP_SELF":"\/env.php"`), env);
    assert.doesNotMatch(env, /PROXY/);
    assert.match(env, /"HTTP_HOST":"dora\.example"/);
    assert.match(env, new RegExp(`"HOME":"${homeOf(paths, 'dora').replaceAll('/', String.raw`\\/`)}"`, 'u'));
    assert.doesNotMatch((await get('/cgi-bin/info', { proxy: 'http://evil.example' })).text, /PROXY/);
  });

  it('includes no programs by SSI', async () => {
    put(
      paths,
      'dora',
      'dora.example/x.shtml',
      'a<!--#exec cmd="id" -->b<!--#include file="/etc/passwd" -->c<!--#include virtual="/index.html" -->',
    );
    assert.doesNotMatch((await get('/x.shtml')).text, /uid=|root:/);
    assert.match((await get('/x.shtml')).text, /home of dora$/);
  });

  it('keeps errors of PHP in its own log', async () => {
    put(
      paths,
      'dora',
      'dora.example/bad.php',
      '<?php error_log("heard by dora"); file_put_contents("php://stderr", "to nobody");',
    );
    await get('/bad.php');
    assert.match(readFileSync(`${homeOf(paths, 'dora')}/logs/php.log`, 'utf8'), /heard by dora/);
    assert.doesNotMatch(execFileSync('/usr/bin/cat', [`${paths.log}/error.log`], { encoding: 'utf8' }), /to nobody/);
  });
});
