import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A machine of its own for tests that act as root: the whole file system as a layer over the real one that is thrown
 * away, processes that end with the first of them, and a network that is only its own loopback. Nothing done inside is
 * seen outside.
 */
export function sandboxed(command: readonly string[]): string[] {
  const place = mkdtempSync(join(tmpdir(), 'sublet-sandbox-'));
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return ['unshare', ...namespaces, 'bash', '-euc', enter, 'sandbox', place, ...command];
}

// The layer that is written to has to lie on another file system than the one below it.
const enter = `
place=$1; shift
mount -t tmpfs -o size=6g,mode=0755 sandbox "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" overlay "$place/root"
mount -t proc proc "$place/root/proc"
mount --rbind /dev "$place/root/dev"
mount -t tmpfs -o mode=1777 tmp "$place/root/tmp"
# A checkout may lie in there: it is seen, and not written to.
case $PWD in /tmp/*)
  mkdir -p "$place/root$PWD"
  mount --bind "$PWD" "$place/root$PWD"
  mount -o remount,bind,ro "$place/root$PWD"
esac
mount -t tmpfs -o mode=0755 run "$place/root/run"
ip link set lo up
exec chroot "$place/root" env -C "$PWD" SUBLET_SANDBOX=1 "$@"
`;
