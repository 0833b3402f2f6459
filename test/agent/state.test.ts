import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateFile, type AgentState, type StateFile } from '../../src/agent/state.ts';
import { desiredWith } from './samples.ts';

describe('what the agent remembers', () => {
  let outer: string;
  let folder: string;
  let state: StateFile;
  beforeEach(() => {
    outer = mkdtempSync(join(tmpdir(), 'sublet-state-'));
    folder = join(outer, 'made/by/the/agent');
    state = stateFile({ state: folder });
  });
  afterEach(() => {
    rmSync(outer, { recursive: true });
  });

  const sample: AgentState = { revision: 7, desired: desiredWith(7, ['alice']), held: [3], spare: false };

  it('is nothing at first', async () => {
    assert.deepEqual([await state.load(), await state.allowed()], [null, null]);
  });

  it('comes back as it was, for root alone', async () => {
    await state.save(sample);
    await state.save({ ...sample, revision: 8 });
    assert.deepEqual(await state.load(), { ...sample, revision: 8 });
    assert.deepEqual(readdirSync(folder), ['agent.json']);
    assert.equal(statSync(join(folder, 'agent.json')).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o711);
  });

  it('follows no link where it writes', async () => {
    await state.save(sample);
    const other = join(outer, 'other');
    writeFileSync(other, 'theirs');
    symlinkSync(other, join(folder, 'agent.json.new'));
    await state.save(sample);
    assert.equal(statSync(other).size, 6);
    assert.deepEqual(await state.load(), sample);
  });

  it('is not taken for something it is not', async () => {
    await state.save(sample);
    for (const wrong of ['', '{', '[]', '"x"', '{"revision":1}']) {
      writeFileSync(join(folder, 'agent.json'), wrong);
      await assert.rejects(state.load(), /agent\.json/, wrong);
    }
  });

  it('keeps a permission until it is used', async () => {
    await state.allow([3, 4]);
    assert.deepEqual(await state.allowed(), new Set([3, 4]));
    await state.forgetAllowed();
    assert.equal(await state.allowed(), null);
  });
});
