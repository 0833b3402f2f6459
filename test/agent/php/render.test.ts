import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultPaths as paths, homeOf } from '../../../src/agent/paths.ts';
import { renderPhp } from '../../../src/agent/php/render.ts';
import { treeId, withId, withoutId } from '../../../src/agent/web/tree.ts';
import { desiredOfAny } from '../web/desired.any.ts';

/** Sections of the file with their settings. */
function sectionsOf(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text.split('\n').filter(Boolean)) {
    const name = /^\[([^\]]+)\]$/u.exec(line)?.[1];
    const [key = '', value] = line.split(' = ');
    if (name !== undefined) {
      assert.equal(sections.has(name), false, name);
      current = new Map<string, string>();
      sections.set(name, current);
    } else {
      assert.ok(value !== undefined && !current.has(key), line);
      current.set(key, value);
    }
  }
  return sections;
}

describe('the configuration of PHP', () => {
  it('has a pool for each account that uses it, as that user, in its own home', () => {
    fc.assert(
      fc.property(desiredOfAny, (desired) => {
        const users = desired.accounts.filter(
          ({ id, suspended }) =>
            !suspended && desired.sites.some((site) => site.accountId === id && site.features.includes('php')),
        );
        const rendered = renderPhp(desired, paths);
        if (users.length === 0) {
          assert.equal(rendered, null);
          return;
        }
        assert.ok(rendered);
        const sections = sectionsOf(rendered.tree.get('php-fpm.conf') ?? '');
        assert.deepEqual(
          [...sections.keys()].sort(),
          ['_probe', 'global', ...users.map(({ name }) => `u-${name}`)].sort(),
        );
        for (const { name } of users) {
          const pool = sections.get(`u-${name}`);
          assert.ok(pool);
          assert.deepEqual([pool.get('user'), pool.get('group'), pool.get('listen.mode')], [name, name, '0660']);
          assert.equal(pool.get('php_admin_value[open_basedir]'), `${homeOf(paths, name)}/:/usr/share/php/`);
          for (const [key, value] of pool)
            assert.ok(!value.includes('/home/') || `${value}/`.startsWith(`/home/${name}/`), key);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order of anything, and has its id from its files', () => {
    fc.assert(
      fc.property(desiredOfAny, (desired) => {
        const rendered = renderPhp(desired, paths);
        const turned = renderPhp(
          { ...desired, accounts: [...desired.accounts].reverse(), sites: [...desired.sites].reverse() },
          paths,
        );
        assert.equal(turned?.id, rendered?.id);
        if (rendered === null) return;
        assert.equal(treeId(withoutId(withId(rendered.tree, rendered.id), rendered.id)), rendered.id);
      }),
      { numRuns: 50 },
    );
  });
});
