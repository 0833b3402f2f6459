import assert from 'node:assert/strict';
import { runAgent } from '../../src/agent/loop.ts';
import type { TestMachine } from './machine.ts';
import type { TestPanel } from './panel.ts';
import { eachRunning, until, type Running } from './running.ts';
import { desiredWith } from './samples.ts';

const people = ['alice', 'bob', 'carol'];

describe('the agent of a machine that cannot be looked at', function () {
  this.timeout(20_000);
  let agent: Running;
  let panel: TestPanel;
  let machine: TestMachine;
  eachRunning((fresh) => {
    agent = fresh;
    ({ panel, machine } = fresh);
  });

  it('goes on when a comparison cannot be made', async () => {
    panel.want(desiredWith(1, people));
    agent.start({ compare: 100 });
    await agent.applied(1);
    machine.blind = true;
    await until('a comparison', () => machine.said.some((line) => line.includes('cannot be compared')));
    machine.blind = false;
    panel.want(desiredWith(2, ['alice']));
    await agent.applied(2);
  });

  it('ends as a whole when it cannot go on, so that it is started again', async () => {
    panel.want(desiredWith(1, people));
    agent.start();
    await agent.applied(1);
    await agent.stop();
    panel.want(desiredWith(2, ['alice']));
    machine.blind = true;
    await assert.rejects(runAgent(agent.deps({ measure: 20 }), new AbortController().signal), /it is dark/);
    const { taken } = machine;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(machine.taken, taken);
    machine.blind = false;
    agent.start();
    await agent.applied(2);
  });
});
