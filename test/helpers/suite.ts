import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { createInterface } from 'node:readline';

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** What mocha's json-stream reporter says, a line each. */
type Event =
  | readonly ['start' | 'pass', unknown]
  | readonly ['fail', { fullTitle: string; file?: string; err: string; stack: string | null }]
  | readonly ['end', { pending: number }];

/** Milliseconds after which a suite that hangs is ended. */
const longestSuite = 15 * 60_000;

/** Runs test files in a mocha of their own and says what fails as it fails, each line with the suite's name. */
export async function runSuite(
  name: string,
  files: readonly string[],
  env: Record<string, string>,
  within: (command: readonly string[]) => string[] = (command) => [...command],
): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  const startedAt = Date.now();
  // By import alone, as the program itself: a file that is also had by require would have a state of its own there.
  const node = ['--no-experimental-require-module', '--import', 'tsx'];
  const mocha = ['node_modules/mocha/bin/mocha.js', '--config', '.config/mocharc.json', '--reporter', 'json-stream'];
  const [program = '', ...args] = within([process.execPath, ...node, ...mocha, ...files]);
  const child = spawn(program, args, {
    env: { ...process.env, NODE_ENV: 'test', TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestSuite,
    killSignal: 'SIGKILL',
  });
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  const run = { ended: false };
  const say = (text: string): void => {
    console.log(text.replace(/^/gmu, `[${name}] `));
  };
  const hear = (line: string): void => {
    const event = eventOf(line);
    if (event === undefined) say(line);
    else if (event[0] === 'pass') count.passed += 1;
    else if (event[0] === 'fail') {
      count.failed += 1;
      say(`FAILED ${relative('.', event[1].file ?? '')}: ${event[1].fullTitle}\n${event[1].stack ?? event[1].err}\n`);
    } else if (event[0] === 'end') {
      run.ended = true;
      count.skipped = event[1].pending;
    }
  };
  createInterface(child.stderr).on('line', say);
  createInterface(child.stdout).on('line', hear);
  await once(child, 'close');
  process.off('exit', kill);
  if (!run.ended) {
    count.failed += 1;
    say('FAILED: the suite stopped before its end');
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  say(`${String(count.passed)} passed, ${String(count.failed)} failed in ${String(seconds)} s`);
  return count;
}

function eventOf(line: string): Event | undefined {
  if (!/^\["(?:start|pass|fail|end)",\{/u.test(line)) return undefined;
  return JSON.parse(line) as Event;
}
