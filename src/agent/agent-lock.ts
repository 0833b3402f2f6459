import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const flock = '/usr/bin/flock';
const taken = 75;

/**
 * Sees to it that one agent runs on a machine. The kernel holds the lock for a process that reads from us and so ends
 * with us, however we end: nothing is left behind that would have to be judged. Answers how to let go.
 */
export async function lockMachine(path: string): Promise<() => void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o711 });
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    const args = ['--nonblock', '--conflict-exit-code', String(taken), '--no-fork', path, '/usr/bin/cat'];
    // Of a process group of its own: Ctrl-C is for us alone, and we may have a step to finish.
    const child = spawn(flock, args, { stdio: ['pipe', 'pipe', 'ignore'], detached: true, env: {} });
    await answerOf(child, path);
    await file.truncate(0);
    await file.write(`${process.pid}\n`, 0);
    return () => child.stdin.end();
  } finally {
    await file.close();
  }
}

async function answerOf(child: ChildProcessByStdio<Writable, Readable, null>, path: string): Promise<void> {
  const { stdin, stdout } = child;
  stdin.on('error', () => undefined).write('locked\n');
  const code = await new Promise<number | 'locked' | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
    stdout.once('data', () => {
      resolve('locked');
    });
  });
  if (code === 'locked') {
    // It is no reason to stay alive.
    child.unref();
    for (const pipe of [stdin, stdout]) if (pipe instanceof Socket) pipe.unref();
    return;
  }
  if (code !== taken) throw new Error(`The lock ${path} cannot be taken: ${flock} ended with ${String(code)}.`);
  const pid = (await readFile(path, 'utf8').catch(() => '')).trim();
  throw new Error(
    `Another agent runs on this machine${pid === '' ? '' : ` (process ${pid})`}. Stop it first: systemctl stop sublet-agent.`,
  );
}
