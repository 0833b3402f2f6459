import { readAgentConfig } from '../agent/config.ts';
import { readDesired } from '../agent/desired.schema.ts';
import { stateFile } from '../agent/state.ts';
import { requireRoot } from './agent-root.ts';

/** `sublet agent allow-deletes`: for what is held now, not for what may be held some day. */
export async function allowDeletes(): Promise<void> {
  requireRoot();
  const state = stateFile(readAgentConfig(process.env).paths);
  const last = await state.load();
  if (last === null || (last.held.length === 0 && !last.spare)) {
    process.stdout.write('No deletion is held.\n');
    return;
  }
  const held = new Set(last.held);
  const names = readDesired(last.desired).desired.accounts.flatMap(({ id, name }) => (held.has(id) ? [name] : []));
  await state.allow(last.held);
  const others = last.spare ? ['all accounts of ours that the panel has never named'] : [];
  process.stdout.write(
    `The agent deletes within half a minute, and archives the homes of: ${[...names, ...others].join(', ')}\n`,
  );
}
