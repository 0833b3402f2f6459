import assert from 'node:assert/strict';
import { isAsset, Robots } from '../../../src/agent/measure/pageview.ts';

const asset = (path: string): boolean => isAsset(Buffer.from(`x${path}x`), 1, path.length + 1);

describe('a page view', () => {
  it('is of no file that pages are made of, in either case', () => {
    for (const path of ['/a.css', '/a/b.min.JS', '/x.woff2', '/pic.JpEg', '/robots.txt', '/a.7z', '.png'])
      assert.ok(asset(path), path);
  });

  it('is of everything else', () => {
    for (const path of [
      '/',
      '',
      '/a',
      '/a.html',
      '/a.php',
      '/css',
      '/a.css/',
      '/a.csss',
      '/x.js.php',
      '/.',
      '/jpg',
      '/a.\\x09js',
    ])
      assert.ok(!asset(path), path);
  });

  it('is by no program that says it is one', () => {
    const robots = new Robots();
    const has = (name: string): boolean => robots.has(Buffer.from(`"${name}"`), 1, Buffer.byteLength(name) + 1);
    for (const name of ['Googlebot/2.1', 'curl/7.88', 'HEADLESSChrome', 'x'.repeat(5000) + 'Spider'])
      assert.deepEqual([has(name), has(name)], [true, true], name.slice(0, 20));
    for (const name of ['Mozilla/5.0 (X11)', '', '-', 'x'.repeat(5000)])
      assert.deepEqual([has(name), has(name)], [false, false], name.slice(0, 20));
  });

  it('is told from others however many programs come by', () => {
    const robots = new Robots();
    for (let round = 0; round < 2; round += 1)
      for (let n = 0; n < 20_000; n += 1) {
        const name = Buffer.from(n % 3 === 0 ? `bot ${String(n)}` : `browser ${String(n)}`);
        assert.equal(robots.has(name, 0, name.length), n % 3 === 0);
      }
  });
});
