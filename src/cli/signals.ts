/** Ends when the process is told to stop, for the first time; the second time it dies at once. */
export function onStopSignal(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  });
}
