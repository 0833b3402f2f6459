import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import { onStopSignal } from './signals.ts';

/** Pauses before a dead worker is replaced, milliseconds: doubled each time until it has lived for a while. */
const firstPause = 500;
const longestPause = 30_000;
const goodLife = 60_000;

/** Keeps so many workers alive until told to stop. When the first ones cannot even begin, nobody will: it gives up. */
export async function superviseWorkers(count: number, log: Logger, onListening: () => void): Promise<void> {
  let stopping = false;
  let anyListened = false;
  const failed = new Promise<void>((_done, fail) => {
    const keep = (pause: number): void => {
      const begun = Date.now();
      const worker = cluster.fork();
      worker.once('listening', () => {
        if (!anyListened) onListening();
        anyListened = true;
      });
      worker.once('exit', (code, signal) => {
        if (stopping) return;
        if (!anyListened) {
          // The worker has said why.
          fail(new Error('The workers could not begin.'));
          return;
        }
        const next = Date.now() - begun > goodLife ? firstPause : pause;
        log.error({ pid: worker.process.pid, code, signal, pause: next }, 'worker died');
        setTimeout(keep, next, Math.min(next * 2, longestPause)).unref();
      });
    };
    for (let n = 0; n < count; n += 1) keep(firstPause);
  });
  try {
    await Promise.race([failed, onStopSignal()]);
  } finally {
    stopping = true;
    await endAll();
  }
}

async function endAll(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(workers.map(ended));
}

function ended(worker: Worker): Promise<void> {
  return new Promise((done) => {
    worker.once('exit', () => {
      done();
    });
    worker.process.kill('SIGTERM');
  });
}
