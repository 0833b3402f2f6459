import type { ServerRecord } from './server.table.ts';

/** An agent asks at least once a minute: after this time without a word, ms, it is lost. */
export const lostAfter = 120_000;

export const serverStates = ['online', 'applying', 'problem', 'lost', 'never'] as const;
export type ServerState = (typeof serverStates)[number];

/** How a server is: whether its agent is heard at all, then what keeps it from its work, then whether it is behind. */
export function stateOf(
  { seen_at: seen, problem, revision, applied }: Pick<ServerRecord, 'seen_at' | 'problem' | 'revision' | 'applied'>,
  now: number,
): ServerState {
  if (seen === null) return 'never';
  if (seen < now - lostAfter) return 'lost';
  if (problem !== '') return 'problem';
  return revision > applied ? 'applying' : 'online';
}
