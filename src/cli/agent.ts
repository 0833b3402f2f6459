import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { lockMachine } from '../agent/agent-lock.ts';
import { readToken } from '../agent/agent-token.ts';
import { hostWork, rehearsal } from '../agent/agent-work.ts';
import { panelClient } from '../agent/client.ts';
import { readAgentConfig, type AgentConfig } from '../agent/config.ts';
import { problemOf } from '../agent/loop.report.ts';
import { accept, freshStanding, recall } from '../agent/loop.steps.ts';
import { isWell, runAgent, runOnce } from '../agent/loop.ts';
import { usualTiming, type AgentDeps, type Standing, type Work } from '../agent/loop.types.ts';
import { stateFile } from '../agent/state.ts';
import { requireRoot } from './agent-root.ts';
import { onStopSignal } from './signals.ts';

export interface AgentOptions {
  readonly version: string;
  readonly dryRun: boolean;
  readonly once: boolean;
}

/** Keeps this machine as the panel wants it. Answers the exit code. */
export async function agent({ version, dryRun, once }: AgentOptions): Promise<number> {
  requireRoot();
  // Programs started by it make files that others have to read.
  process.umask(0o022);
  const config = readAgentConfig(process.env);
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: true }));
  const depsWith = (work: Work): AgentDeps => ({
    ...{ work, log, version, timing: usualTiming },
    panel: panelClient({ url: config.panelUrl, keys: () => readToken(config.tokenFile) }),
    state: stateFile(config.paths),
  });
  if (dryRun) return rehearse(config, depsWith);
  const unlock = await lockMachine(join(config.paths.run, 'agent.lock'));
  try {
    const stop = stopOnSignal(log);
    const deps = depsWith(await hostWork(config.paths, log, stop));
    if (once) return tell(await runOnce(deps, stop));
    log.info({ panel: config.panelUrl, token: config.tokenFile }, 'the agent begins');
    await runAgent(deps, stop);
    log.info('stopped');
    return 0;
  } finally {
    unlock();
  }
}

function stopOnSignal(log: Logger): AbortSignal {
  const stop = new AbortController();
  void onStopSignal().then(() => {
    log.info('stopping');
    stop.abort();
  });
  return stop.signal;
}

/** The steps in words. Nothing is remembered of it either. */
async function rehearse({ paths }: AgentConfig, depsWith: (work: Work) => AgentDeps): Promise<number> {
  let steps = 0;
  const deps = depsWith(
    rehearsal(paths, (line) => {
      steps++;
      process.stdout.write(`${line}\n`);
    }),
  );
  const never = new AbortController().signal;
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const dry: AgentDeps = { ...deps, log: silent, state: { ...deps.state, save: () => Promise.resolve() } };
  const standing = freshStanding();
  await recall(dry, standing);
  const answer = await deps.panel.desired(null, 0, never);
  if (answer !== null) await accept(dry, standing, answer, never);
  process.stdout.write(steps === 0 ? 'Nothing would be done.\n' : `${steps} steps would be done.\n`);
  tell(standing, { quietly: true });
  return 0;
}

function tell(standing: Standing, { quietly = false } = {}): number {
  const problem = problemOf(standing);
  if (problem !== null) process.stdout.write(`${problem}\n`);
  for (const { kind, id, fault, detail } of [...standing.unread, ...standing.result.failures])
    process.stdout.write(`Failed: ${kind} ${id}: ${fault}${detail === '' ? '' : `: ${detail}`}\n`);
  if (isWell(standing) && !quietly) process.stdout.write('Everything is as it should be.\n');
  return isWell(standing) ? 0 : 1;
}
