import assert from 'node:assert/strict';
import { defaultPaths } from '../../../src/agent/paths.ts';
import { renderWeb } from '../../../src/agent/web/render.ts';
import { desiredWith, idOf } from '../samples.ts';

describe('the web server', () => {
  const desired = desiredWith(1, ['alice']);
  const accountId = idOf('alice');
  const site = { id: 7, accountId, domain: 'tls.example', features: ['https' as const], certificate: null };
  const rendered = (ipv6?: boolean): ReturnType<typeof renderWeb> =>
    renderWeb({ ...desired, sites: [site] }, ipv6 === undefined ? defaultPaths : { ...defaultPaths, ipv6 });
  const listens = (ipv6?: boolean): string[] =>
    [...(rendered(ipv6).tree.get('nginx.conf') ?? '').matchAll(/listen (\S*?\d+)[ ;]/gu)].map(([, to = '']) => to);

  it('listens on IPv6 as on IPv4', () => {
    const both = ['80', '[::]:80', '443', '[::]:443'];
    assert.deepEqual(listens(), [...both, ...both.slice(0, 2), ...both]);
    assert.equal(rendered().id, rendered(true).id);
  });

  it('does not where the kernel has none', () => {
    assert.deepEqual(listens(false), ['80', '443', '80', '80', '443']);
  });
});
