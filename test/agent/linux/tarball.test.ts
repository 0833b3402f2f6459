import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileEntry, folderEntry, tarball } from '../../../src/agent/linux/tarball.ts';

describe('an archive for a process of a user', () => {
  const place = mkdtempSync(join(tmpdir(), 'tarball-'));
  after(() => rmSync(place, { recursive: true }));

  it('is unpacked by tar as it was packed, however long the names', () => {
    const long = Array.from({ length: 5 }, () => 'a'.repeat(50)).join('.');
    const page = '<p>Привет, 🦊</p>\n'.repeat(100);
    const input = tarball(
      [long, 'b.example'].flatMap((name) => [folderEntry(name), fileEntry(`${name}/index.html`, page)]),
    );
    execFileSync('/usr/bin/tar', ['--extract', '--file', '-', '--directory', place], { input });
    for (const name of [long, 'b.example']) {
      assert.equal(readFileSync(join(place, name, 'index.html'), 'utf8'), page);
      assert.equal(statSync(join(place, name)).mode & 0o777, 0o755);
      assert.equal(statSync(join(place, name, 'index.html')).mode & 0o777, 0o644);
    }
  });

  it('may hold an empty page', () => {
    const input = tarball([folderEntry('empty'), fileEntry('empty/index.html', '')]);
    execFileSync('/usr/bin/tar', ['--extract', '--file', '-', '--directory', place], { input });
    assert.equal(readFileSync(join(place, 'empty/index.html'), 'utf8'), '');
  });
});
