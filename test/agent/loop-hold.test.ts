import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Desired } from '../../src/kernel/host.ts';
import type { TestMachine } from './machine.ts';
import type { TestPanel } from './panel.ts';
import { eachRunning, until, type Running } from './running.ts';
import { desiredWith, idOf, many } from './samples.ts';

describe('the agent, about accounts that an answer does not name,', function () {
  this.timeout(20_000);
  let agent: Running;
  let panel: TestPanel;
  let machine: TestMachine;
  eachRunning((fresh) => {
    agent = fresh;
    ({ panel, machine } = fresh);
  });

  const crowd = many(10);
  const some = crowd.slice(0, 4);
  beforeEach(async () => {
    panel.want(desiredWith(1, crowd));
    agent.start({ wait: 1_000 });
    await agent.applied(1);
  });
  /** A panel whose database is from before the last six were made. */
  const older = (revision: number): Desired => ({
    ...desiredWith(revision, some),
    nextUid: 20_001 + Math.max(...some.map(idOf)),
  });
  const other = (revision: number): Desired => ({ ...desiredWith(revision, some), panel: 'another-panel-altogether' });
  const kept = async (revision: number): Promise<void> => {
    await agent.applied(revision);
    assert.match(agent.last().problem ?? '', /does not know: 6; .*run “sublet agent allow-deletes” on the server/);
    assert.deepEqual(machine.names(), [...crowd].sort());
  };
  const allow = async (): Promise<void> => {
    const { held = [], speaker = '' } = (await agent.state.load()) ?? {};
    await agent.state.allow({ panel: speaker, uids: held.map(({ uid }) => uid) });
  };

  it('deletes most of them, and all, without a word', async () => {
    panel.want(desiredWith(2, some));
    await agent.applied(2);
    assert.deepEqual([machine.names(), agent.last().problem], [some, null]);
    panel.want(desiredWith(3, []));
    await agent.applied(3);
    assert.deepEqual([machine.names(), agent.last().problem], [[], null]);
  });

  it('keeps those that a restored database does not know, through later answers and a start', async () => {
    panel.want(older(2));
    await kept(2);
    // By now it has given these uids again, and taken them away.
    panel.want(desiredWith(3, some));
    await kept(3);
    await agent.stop();
    panel.reports.length = 0;
    agent.start();
    await kept(3);
    panel.want(desiredWith(4, crowd));
    await agent.applied(4);
    assert.equal(agent.last().problem, null);
    panel.want(desiredWith(5, some));
    await agent.applied(5);
    assert.deepEqual(machine.names(), some);
  });

  it('does the rest of what a restored database says', async () => {
    panel.want({ ...older(2), accounts: older(2).accounts.slice(1) });
    await agent.applied(2);
    assert.deepEqual(machine.names(), crowd.slice(1).sort());
  });

  it('lets those go that were held when it was allowed, and only them', async () => {
    panel.want(older(2));
    await kept(2);
    await agent.state.allow({ panel: older(2).panel, uids: crowd.slice(4, 9).map((name) => 20_000 + idOf(name)) });
    await until('five gone', () => machine.names().length === 5);
    await until('the report', () => (agent.last().problem ?? '').includes('does not know: 1;'));
    assert.equal(await agent.state.allowed(), null);
    await allow();
    await until('the last gone', () => machine.names().length === 4);
    await until('the end of it', () => agent.last().problem === null);
  });

  it('keeps them from another panel until it is told that this one counts from now on', async () => {
    panel.want(other(2));
    await kept(2);
    assert.match(agent.last().problem ?? '', /not known to be the panel/);
    await allow();
    await until('six gone', () => machine.names().length === 4);
    panel.want(other(3));
    panel.want({ ...other(4), accounts: [] });
    await agent.applied(4);
    assert.deepEqual([machine.names(), agent.last().problem], [[], null]);
  });

  it('serves another panel at once where nobody is left', async () => {
    panel.want(desiredWith(2, []));
    await agent.applied(2);
    panel.want(other(3));
    await agent.applied(3);
    panel.want({ ...other(4), accounts: [] });
    await agent.applied(4);
    assert.deepEqual([machine.names(), agent.last().problem], [[], null]);
  });

  it('keeps them when it has lost its memory, unless the panel names everybody', async () => {
    const forget = async (): Promise<void> => {
      await agent.stop();
      rmSync(join(agent.folder, 'agent.json'));
    };
    await forget();
    panel.want(desiredWith(2, some));
    agent.start({ wait: 1_000 });
    await kept(2);
    await forget();
    panel.want(desiredWith(3, crowd));
    agent.start({ wait: 1_000 });
    await agent.applied(3);
    panel.want(desiredWith(4, some));
    await agent.applied(4);
    assert.deepEqual([machine.names(), agent.last().problem], [some, null]);
  });

  it('makes anew who has come back with another uid', async () => {
    const [first, ...rest] = desiredWith(2, crowd).accounts;
    if (first === undefined) return assert.fail();
    panel.want({ ...desiredWith(2, crowd), accounts: [{ ...first, uid: 30_000 }, ...rest] });
    await agent.applied(2);
    const users = new Map((await machine.users()).map(({ name, uid }) => [name, uid]));
    assert.deepEqual([users.get(first.name), users.size, agent.last().problem], [30_000, 10, null]);
  });

  it('keeps an account whose entry it cannot read, with its memory or without', async () => {
    machine.unreadable = 'u3';
    for (const revision of [2, 3]) {
      panel.want(desiredWith(revision, crowd));
      await agent.applied(revision);
      assert.deepEqual(
        agent.last().failures.map(({ id, fault }) => [id, fault]),
        [[idOf('u3'), 'invalid']],
      );
      assert.equal(machine.names().length, 10);
      await agent.stop();
      rmSync(join(agent.folder, 'agent.json'), { force: true });
      agent.start();
    }
  });
});
