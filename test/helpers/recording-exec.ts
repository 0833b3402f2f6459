import { exec, type Bin, type Exec, type ExecResult } from '../../src/agent/linux/exec.ts';

export interface Call {
  readonly bin: Bin;
  readonly args: readonly string[];
  readonly stdin: string;
}

/** Runs nothing: writes down what would be run and gives back what `answer` says, or an empty success. */
export function recordingExec(answer: (call: Call) => Partial<ExecResult> = () => ({})): Exec & { calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    run(bin, args, { stdin = '' } = {}) {
      const call = { bin, args: [...args], stdin: stdin.toString() };
      calls.push(call);
      return Promise.resolve({ code: 0, out: '', err: '', ...answer(call) });
    },
  };
}

/** Runs everything and writes it down. */
export function watchedExec(): Exec & { calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    run(bin, args, options) {
      calls.push({ bin, args: [...args], stdin: options?.stdin?.toString() ?? '' });
      return exec.run(bin, args, options);
    },
  };
}
