import { readAgentConfig } from '../agent/config.ts';
import { stateFile } from '../agent/state.ts';
import { requireRoot } from './agent-root.ts';

/** `sublet agent allow-deletes`: for who is held now, not for who may be held some day. */
export async function allowDeletes(): Promise<void> {
  requireRoot();
  const state = stateFile(readAgentConfig(process.env).paths);
  const last = await state.load();
  if (last === null || last.held.length === 0) {
    process.stdout.write('No deletion is held.\n');
    return;
  }
  const { speaker, held } = last;
  await state.allow({ panel: speaker, uids: held.map(({ uid }) => uid) });
  const names = held.map(({ name }) => name).sort();
  process.stdout.write(`The agent deletes within half a minute, and archives the homes of: ${names.join(', ')}\n`);
  if (last.panel !== speaker) process.stdout.write('This server belongs to its panel of now from then on.\n');
}
