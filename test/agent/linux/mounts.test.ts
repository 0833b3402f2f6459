import assert from 'node:assert/strict';
import { mountOf, mountsWithin, type Mount } from '../../../src/agent/linux/mounts.ts';

const mount = (point: string, type = 'ext4'): Mount => ({ point, type, source: '/dev/x', options: [] });

describe('mounts', () => {
  const mounts = [
    mount('/'),
    mount('/home'),
    mount('/home2', 'xfs'),
    mount('/home', 'btrfs'),
    mount('/home/a/www/share'),
  ];

  it('find the file system of a path, the one that lies on top', () => {
    assert.equal(mountOf('/home/alice', mounts)?.type, 'btrfs');
    assert.equal(mountOf('/home', mounts)?.type, 'btrfs');
    assert.equal(mountOf('/home2', mounts)?.type, 'xfs');
    assert.equal(mountOf('/homes', mounts)?.point, '/');
  });

  it('find what is mounted in a place', () => {
    assert.deepEqual(mountsWithin('/home/a', mounts), [mounts[4]]);
    assert.deepEqual(mountsWithin('/home/ab', mounts), []);
  });
});
