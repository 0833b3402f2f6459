import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestMachine } from './machine.ts';
import type { TestPanel } from './panel.ts';
import { Running, until } from './running.ts';
import { desiredWith, idOf, many } from './samples.ts';

describe('the agent, when the panel no longer names most accounts,', function () {
  this.timeout(20_000);
  let agent: Running;
  let panel: TestPanel;
  let machine: TestMachine;
  beforeEach(async () => {
    agent = new Running();
    ({ panel, machine } = agent);
    await panel.start();
  });
  afterEach(() => agent.remove());

  const crowd = many(12);
  const some = crowd.slice(0, 5);
  beforeEach(async () => {
    panel.want(desiredWith(1, crowd));
    agent.start({ wait: 1_000 });
    await agent.applied(1);
  });
  const held = async (revision: number): Promise<void> => {
    await agent.applied(revision);
    assert.match(agent.last().problem ?? '', /no longer names 7 accounts.*sublet agent allow-deletes/);
    assert.deepEqual(machine.names(), [...crowd].sort());
  };

  it('keeps them, and does the rest', async () => {
    panel.want(desiredWith(2, [...some, 'newcomer']));
    await agent.applied(2);
    assert.deepEqual(machine.names(), [...crowd, 'newcomer'].sort());
  });

  it('keeps them through later answers and through a start', async () => {
    panel.want(desiredWith(2, some));
    await held(2);
    panel.want(desiredWith(3, some));
    await held(3);
    await agent.stop();
    panel.reports.length = 0;
    agent.start();
    await held(3);
  });

  it('keeps those that stay away when others come back', async () => {
    panel.want(desiredWith(2, some));
    await held(2);
    panel.want(desiredWith(3, crowd.slice(0, 10)));
    await agent.applied(3);
    assert.match(agent.last().problem ?? '', /no longer names 2 accounts/);
    panel.want(desiredWith(4, crowd));
    await agent.applied(4);
    assert.equal(agent.last().problem, null);
  });

  it('lets them go when that is allowed, and only then', async () => {
    panel.want(desiredWith(2, some));
    await held(2);
    await agent.state.allow(crowd.slice(5, 11).map(idOf));
    await until('six gone', () => machine.names().length === 6);
    await until('the report', () => (agent.last().problem ?? '').includes('names 1 accounts'));
    assert.equal(await agent.state.allowed(), null);
  });

  it('keeps them when it has lost its memory too', async () => {
    await agent.stop();
    rmSync(join(agent.folder, 'agent.json'));
    panel.want(desiredWith(2, some));
    agent.start({ wait: 1_000 });
    await agent.applied(2);
    assert.match(agent.last().problem ?? '', /no longer names most accounts/);
    assert.deepEqual(machine.names(), [...crowd].sort());
    await agent.state.allow([]);
    await until('the end of it', () => machine.names().length === 5);
  });

  it('deletes what a provider deletes in a day', async () => {
    panel.want(desiredWith(2, crowd.slice(0, 7)));
    await agent.applied(2);
    assert.equal(machine.names().length, 7);
  });

  it('keeps an account whose entry it cannot read', async () => {
    machine.unreadable = 'u3';
    panel.want(desiredWith(2, crowd));
    await agent.applied(2);
    assert.deepEqual(
      agent.last().failures.map(({ id, fault }) => [id, fault]),
      [[idOf('u3'), 'invalid']],
    );
    assert.deepEqual([machine.names().length, agent.last().problem], [12, null]);
  });
});
