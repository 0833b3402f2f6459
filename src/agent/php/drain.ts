import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { until } from '../web/process.ts';
import { workersOfPool } from './render.ts';

/**
 * Waits until all connections to these sockets have been taken up. A process that ends turns away who waits for it. At
 * most so many milliseconds: who makes the whole server wait may have to come again.
 */
export async function drain(isOurs: (socket: string) => boolean, ms: number): Promise<void> {
  let wakes = 0;
  const drained = async (): Promise<boolean> => {
    const waiting = new Set((await waitingSockets()).filter(isOurs));
    // The process starts a worker at most when somebody comes, and after a crowd nobody does any more.
    if (wakes++ < workersOfPool) waiting.forEach(wake);
    return waiting.size === 0;
  };
  await until(drained, ms, 50);
}

/** With a connection that nobody has taken up. The kernel gives it a number only then. */
async function waitingSockets(): Promise<string[]> {
  const lines = (await readFile('/proc/net/unix', 'utf8')).split('\n');
  return lines.flatMap((line) => / 0001 02 +0 (\/.+)$/u.exec(line)?.[1] ?? []);
}

function wake(socket: string): void {
  const connection = connect(socket, () => connection.destroy());
  connection.on('error', () => undefined);
}
