import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './host-panel.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
}

/**
 * The sandbox as a machine that has been booted: systemd is its first process, and looks after services as on a server.
 * Files and network are the sandbox's own, so that what is served can be asked for from outside. Sandbox only.
 */
export class Booted {
  #unshare: ChildProcess | undefined;
  #init = 0;
  #cgroup = '';

  /** Only what is asked for is started, and whatever that wants. */
  async boot(target: 'basic.target' | 'multi-user.target'): Promise<void> {
    this.#cgroup = await newCgroup();
    this.#unshare = spawn('bash', ['-euc', outside, 'boot', this.#cgroup, inside, target], { stdio: 'inherit' });
    const { pid = 0 } = this.#unshare;
    const children = `/proc/${String(pid)}/task/${String(pid)}/children`;
    await until(`${target} is reached`, () => {
      this.#init = Number(readFileSync(children, 'utf8').trim());
      return Promise.resolve(this.run(['systemctl', 'is-active', target]).out === 'active');
    });
  }

  /** Runs a command on the machine. */
  run([program = '', ...args]: readonly string[], input = ''): Ran {
    const target = [
      '--target',
      String(this.#init),
      '--mount',
      '--pid',
      '--ipc',
      '--uts',
      '--cgroup',
      '--root',
      '--wd',
      '--',
    ];
    const { status, stdout, stderr } = spawnSync('nsenter', [...target, program, ...args], {
      input,
      encoding: 'utf8',
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', SYSTEMD_PAGER: '' },
      timeout: 120_000,
    });
    return { code: status ?? -1, out: (stdout + stderr).trim() };
  }

  /** As if the power went. */
  async cutPower(): Promise<void> {
    if (this.#unshare?.exitCode !== null) return;
    const gone = once(this.#unshare, 'exit');
    this.#unshare.kill('SIGKILL');
    await gone;
    await until('all processes are gone', () =>
      Promise.resolve(spawnSync('find', [this.#cgroup, '-depth', '-type', 'd', '-delete']).status === 0),
    );
  }
}

const cgroups = '/run/all-cgroups';

async function newCgroup(): Promise<string> {
  await mkdir(cgroups, { recursive: true });
  if (!(await readFile('/proc/self/mounts', 'utf8')).includes(` ${cgroups} `))
    execFileSync('mount', ['-t', 'cgroup2', 'cgroup2', cgroups]);
  return mkdtemp(join(cgroups, 'booted-'));
}

/** systemd takes the cgroup it begins in for the root of all. */
const outside = `
echo $$ > "$1/cgroup.procs"
exec unshare --mount --pid --ipc --uts --cgroup --fork --kill-child bash -euc "$2" inside "$3"
`;

/** Devices and kernel settings are nobody's to change; what belongs to a boot begins empty. */
const inside = `
mount -t proc proc /proc
mount -t sysfs -o ro sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs -o mode=0755 run /run
mkdir /run/dev
for name in null zero full random urandom tty; do
  touch "/run/dev/$name"
  mount --bind "/dev/$name" "/run/dev/$name"
done
mount --rbind /run/dev /dev
mkdir /dev/pts /dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts /dev/pts
ln -s pts/ptmx /dev/ptmx
ln -s /proc/self/fd /dev/fd
mount -t tmpfs -o mode=1777 shm /dev/shm
exec env -i container=sandbox /lib/systemd/systemd --log-target=null --unit="$1"
`;
