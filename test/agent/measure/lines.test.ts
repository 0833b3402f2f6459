import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hostsOf, remember, type Remembered } from '../../../src/agent/measure/hosts.ts';
import { countLines, type Tally } from '../../../src/agent/measure/lines.ts';
import { Robots } from '../../../src/agent/measure/pageview.ts';
import { desired, line } from './log.ts';

function tally(): Tally {
  const known = new Map<string, Remembered>();
  remember(known, desired, 0);
  const hosts = hostsOf(desired, known);
  return { hosts, traffic: new Float64Array(3), pageviews: new Float64Array(3), robots: new Robots() };
}

function count(text: string): { read: number; traffic: number[]; pageviews: number[] } {
  const bytes = Buffer.from(text);
  const to = tally();
  const read = countLines(bytes, bytes.length, to);
  return { read, traffic: [...to.traffic], pageviews: [...to.pageviews] };
}

describe('lines of the access log', () => {
  it('count what came in and what went out, for the site', () => {
    const text = line() + line({ host: 'shop.example', received: 1, sent: 2 }) + line({ host: 'WWW.alice.example' });
    assert.deepEqual(count(text), { read: text.length, traffic: [2200, 0, 3], pageviews: [2, 0, 1] });
  });

  it('are read only as far as they are whole', () => {
    const [whole, half] = [line(), line().slice(0, -1)];
    assert.deepEqual(count(whole + half), { read: whole.length, traffic: [1100, 0, 0], pageviews: [1, 0, 0] });
    assert.equal(count(half).read, 0);
    assert.equal(count('').read, 0);
  });

  it('are page views when a browser gets a page', () => {
    const views = (request: Parameters<typeof line>[0]): number => count(line(request)).pageviews[0] ?? NaN;
    assert.equal(views({ status: '304', path: '/a b.html' }), 1);
    for (const status of ['301', '404', '503', '2000', '20', '-']) assert.equal(views({ status }), 0, status);
    for (const method of ['POST', 'HEAD', 'get', 'GETS']) assert.equal(views({ method }), 0, method);
    assert.equal(views({ path: '/style.css' }), 0);
    assert.equal(views({ agent: 'Somebot/1.0' }), 0);
    assert.equal(views({ agent: '-' }), 1);
  });

  it('that are none are passed over', () => {
    const strange = ['\n', 'words\n', '\t'.repeat(30) + '\n', line({ received: '-' }), line({ sent: '' }), '\0\xff\n'];
    const many = [line({ sent: '1e9' }), line({ sent: '9'.repeat(30) })];
    for (const text of [...strange, ...many])
      assert.deepEqual(count(text + line()), {
        ...{ read: Buffer.byteLength(text + line()) },
        ...{ traffic: [1100, 0, 0], pageviews: [1, 0, 0] },
      });
  });

  it('do no harm, whatever visitors write', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 }).map((one) => one.replace(/[\t\n]/gu, ' '));
    fc.assert(
      fc.property(text, text, text, (path, agent, host) => {
        const { read, traffic } = count(line({ path, agent }) + line({ host: `${host}.invalid` }) + line());
        assert.equal(traffic[0], 2200);
        assert.ok(read > 0);
      }),
    );
  });

  it('make the same sums in whatever pieces they are read', () => {
    const text = Array.from({ length: 50 }, (_, n) => line({ sent: n, path: n % 2 === 0 ? '/' : '/a.png' })).join('');
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 2000 }), (size) => {
        const to = tally();
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length;) {
          const piece = bytes.subarray(at, at + size);
          at += countLines(piece, piece.length, to);
        }
        assert.deepEqual([to.traffic[0], to.pageviews[0]], [count(text).traffic[0], 25]);
      }),
    );
  });
});
