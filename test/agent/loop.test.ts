import assert from 'node:assert/strict';
import { isWell, pauseOf, runOnce } from '../../src/agent/loop.ts';
import { usualTiming } from '../../src/agent/loop.types.ts';
import type { Desired, HostFailure } from '../../src/kernel/host.ts';
import type { TestMachine } from './machine.ts';
import type { TestPanel } from './panel.ts';
import { eachRunning, until, type Running } from './running.ts';
import { desiredWith, idOf } from './samples.ts';

const people = ['alice', 'bob', 'carol'];

describe('the agent', function () {
  this.timeout(20_000);
  let agent: Running;
  let panel: TestPanel;
  let machine: TestMachine;
  eachRunning((fresh) => {
    agent = fresh;
    ({ panel, machine } = fresh);
  });

  it('brings about what the panel wants, and reports', async () => {
    panel.want(desiredWith(1, people));
    agent.start();
    await agent.applied(1);
    assert.deepEqual(machine.names(), people);
    assert.deepEqual([agent.last().failures, agent.last().problem, agent.last().version], [[], null, '0.1.0']);
  });

  it('does so soon after each change', async () => {
    panel.want(desiredWith(1, people));
    agent.start();
    await agent.applied(1);
    const from = Date.now();
    panel.want(desiredWith(2, ['alice']));
    await agent.applied(2);
    assert.ok(Date.now() - from < 1_000);
    assert.deepEqual(machine.names(), ['alice']);
  });

  it('finishes what it does, then takes the newest', async () => {
    machine.slow = 150;
    panel.want(desiredWith(1, people));
    agent.start();
    await until('the first', () => machine.busy);
    panel.want(desiredWith(2, ['alice']));
    panel.want(desiredWith(3, ['bob']));
    await agent.applied(3);
    assert.deepEqual(machine.applied, [1, 3]);
  });

  it('keeps everything while the panel is away, and catches up', async () => {
    panel.want(desiredWith(1, people));
    agent.start();
    await agent.applied(1);
    await panel.stop();
    await until('the trouble', () => machine.said.some((line) => line.includes('is away')));
    await new Promise((go) => setTimeout(go, 300));
    assert.deepEqual(machine.names(), people);
    assert.equal(machine.said.filter((line) => line.includes('is away')).length, 1, 'said once');
    panel.want(desiredWith(2, ['bob']));
    await panel.start();
    await agent.applied(2);
  });

  it('brings about what was wanted last when it starts without the panel', async () => {
    panel.want(desiredWith(1, people));
    agent.start();
    await agent.applied(1);
    await agent.stop();
    await panel.stop();
    machine.reset();
    agent.start();
    await until('the accounts', () => machine.names().length === 3);
    await panel.start();
    await agent.applied(1);
  });

  it('takes up again what it was doing when it was stopped', async () => {
    panel.want(desiredWith(1, people));
    agent.start();
    await agent.applied(1);
    machine.slow = 60_000;
    panel.want(desiredWith(2, ['alice']));
    await until('the second', () => machine.busy);
    await agent.stop();
    assert.deepEqual(machine.names(), people);
    await panel.stop();
    machine.slow = 0;
    agent.start();
    await until('the second revision', () => machine.names().length === 1);
  });

  it('reports what failed, and tries it again', async () => {
    const failure: HostFailure = { kind: 'account', id: idOf('bob'), fault: 'command', detail: 'x'.repeat(400) };
    machine.failures = [failure];
    panel.want(desiredWith(1, people));
    agent.start({ retry: 100 });
    await agent.applied(1);
    assert.deepEqual(agent.last().failures, [{ ...failure, detail: 'x'.repeat(300) }]);
    machine.failures = [];
    await until('its end', () => agent.last().failures.length === 0);
  });

  it('does not call applied what the machine did not take', async () => {
    machine.problem = 'The web server does not start.';
    panel.want(desiredWith(1, people));
    agent.start({ retry: 100 });
    await until('the problem', () => panel.reports.at(-1)?.problem === machine.problem);
    assert.equal(agent.last().applied, null);
    machine.problem = null;
    await agent.applied(1);
    assert.equal(agent.last().problem, null);
  });

  it('goes on after work that breaks off', async () => {
    machine.breaks = true;
    panel.want(desiredWith(1, people));
    agent.start();
    await until('the problem', () => (panel.reports.at(-1)?.problem ?? '').includes('fell over'));
    machine.breaks = false;
    panel.want(desiredWith(2, people));
    await agent.applied(2);
    assert.equal(agent.last().problem, null);
  });

  it('follows no answer that it cannot read, and says so', async () => {
    panel.want(desiredWith(1, people));
    agent.start();
    await agent.applied(1);
    panel.want({ revision: 2 } as Desired);
    await until('the problem', () => (panel.reports.at(-1)?.problem ?? '').includes('cannot be used'));
    assert.deepEqual([agent.last().applied, machine.names()], [1, people]);
    const { length } = panel.asked;
    await new Promise((go) => setTimeout(go, 200));
    assert.ok(panel.asked.length <= length + 1, 'it does not ask again and again');
    panel.want(desiredWith(3, people));
    await agent.applied(3);
    assert.equal(agent.last().problem, null);
  });

  it('compares from time to time, and tells what it found and mended', async () => {
    panel.want(desiredWith(1, people));
    agent.start({ compare: 300 });
    await agent.applied(1);
    machine.remove('bob');
    await until('the drift', () => panel.reports.some(({ drift }) => drift.length > 0));
    const found = panel.reports.flatMap(({ drift }) => drift);
    assert.deepEqual(
      found.map(({ what, repaired }) => ({ what, repaired })),
      [{ what: 'user bob', repaired: true }],
    );
    assert.deepEqual(machine.names(), people);
  });

  it('reports what it has measured once, whatever becomes of the report', async () => {
    panel.want(desiredWith(1, people));
    panel.refuseReports = 503;
    agent.start({ measure: 50, compare: 200 });
    await until('two attempts', () => machine.taken >= 1 && machine.applied.length > 2);
    assert.deepEqual([machine.taken, machine.acknowledged], [1, []]);
    panel.refuseReports = null;
    await until('three reports', () => machine.acknowledged.length >= 3);
    const ids = panel.reports.flatMap(({ usage }) => (usage === null ? [] : [usage.id]));
    const orders = panel.reports.map(({ order }) => order);
    assert.deepEqual(
      orders.map((order) => order?.number),
      orders.map((_, index) => index + (orders[0]?.number ?? 0)),
    );
    assert.equal(new Set(orders.map((order) => order?.run)).size, 1);
    assert.deepEqual(ids.slice(0, 3), ['usage-1', 'usage-2', 'usage-3']);
  });

  it('says of a report that is refused for good what the panel says, and keeps only what was measured', async () => {
    panel.want(desiredWith(1, people));
    agent.start({ compare: 400, measure: 300, wait: 100 });
    await agent.applied(1);
    await until('an acknowledged one', () => machine.acknowledged.length > 0);
    panel.refuseReports = 400;
    machine.remove('bob');
    await until('the repair', () => machine.names().length === 3);
    await until('three refusals', () => panel.refused >= 3);
    const last = machine.taken;
    panel.refuseReports = null;
    await until('the next', () => machine.acknowledged.includes(`usage-${String(last)}`));
    assert.deepEqual(
      panel.reports.flatMap(({ drift }) => drift),
      [],
    );
    assert.equal(machine.said.filter((line) => line.includes('answered 400: “No such report.”')).length, 1);
  });

  it('does not ask for a refused report to be taken over and over', async () => {
    panel.want(desiredWith(1, people));
    panel.refuseReports = 422;
    agent.start({ wait: 20 });
    await until('the refusal', () => panel.refused > 0);
    const { length } = panel.asked;
    await until('more questions', () => panel.asked.length > length + 1);
    assert.equal(panel.refused, 1);
  });

  it('says nothing of configurations that another version has written', async () => {
    machine.otherTree = true;
    machine.problem = 'The web server does not start.';
    panel.want(desiredWith(1, people));
    agent.start({ compare: 100, wait: 50 });
    await until('three rounds', () => machine.applied.length >= 3);
    const told = (): string[] => panel.reports.flatMap(({ drift }) => drift.map(({ what }) => what));
    assert.equal(told().includes('tree'), false);
    machine.problem = null;
    await until('it is of this version', () => told().includes('tree'));
    await agent.stop();
    assert.equal((await agent.state.load())?.version, '0.1.0');
  });

  describe('in one round', () => {
    const never = new AbortController().signal;

    it('says whether all is well', async () => {
      panel.want(desiredWith(1, people));
      assert.equal(isWell(await runOnce(agent.deps(), never)), true);
      assert.deepEqual([machine.names(), agent.last().applied, machine.acknowledged], [people, 1, ['usage-1']]);
      machine.failures = [{ kind: 'account', id: 1, fault: 'command', detail: '' }];
      assert.equal(isWell(await runOnce(agent.deps(), never)), false);
    });

    it('does what was wanted last when the panel is away, and says that it is', async () => {
      panel.want(desiredWith(1, people));
      await runOnce(agent.deps(), never);
      await panel.stop();
      machine.reset();
      await assert.rejects(runOnce(agent.deps(), never), /is away/);
      assert.deepEqual(machine.names(), people);
    });
  });

  it('asks an absent panel less and less often, never in step with others', () => {
    const pauses = [1, 2, 3, 4, 50].map((missed) => pauseOf(usualTiming, missed));
    for (const [index, [least, most]] of [
      [100, 200],
      [200, 400],
      [400, 800],
      [800, 1600],
      [5000, 10_000],
    ].entries())
      assert.ok((pauses[index] ?? 0) >= (least ?? 0) && (pauses[index] ?? 0) <= (most ?? 0), String(pauses[index]));
    assert.ok(new Set(Array.from({ length: 20 }, () => pauseOf(usualTiming, 9))).size > 10);
  });
});
