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

  const panel = 'panel-for-the-tests';
  const sample: AgentState = {
    ...{ desired: { ...desiredWith(7, ['alice']) }, speaker: panel, panel, version: '0.1.0' },
    held: [{ id: 3, name: 'bob', uid: 20_003 }],
    allowed: [{ id: 4, name: 'carol', uid: 20_004 }],
    unread: [{ kind: 'site', id: 9, fault: 'invalid', detail: 'domain' }],
  };

  it('is nothing at first', async () => {
    assert.deepEqual([await state.load(), await state.allowed()], [null, null]);
  });

  it('comes back as it was, for root alone', async () => {
    await state.save(sample);
    await state.save({ ...sample, version: '0.2.0' });
    assert.deepEqual(await state.load(), { ...sample, version: '0.2.0' });
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
    for (const wrong of ['', '{', '[]', '"x"', '{"desired":{}}']) {
      writeFileSync(join(folder, 'agent.json'), wrong);
      await assert.rejects(state.load(), /agent\.json/, wrong);
    }
  });

  it('keeps a permission until it is used', async () => {
    await state.allow({ panel, uids: [20_003] });
    assert.deepEqual(await state.allowed(), { panel, uids: [20_003] });
    await state.forgetAllowed();
    assert.equal(await state.allowed(), null);
  });
});
