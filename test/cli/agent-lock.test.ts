import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockMachine } from '../../src/agent/agent-lock.ts';

const source = join(import.meta.dirname, '../../src/agent/agent-lock.ts');

describe('the lock of the agent', function () {
  this.timeout(30_000);
  let folder: string;
  let path: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sublet-lock-'));
    path = join(folder, 'run/agent.lock');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** Another process that has the lock. */
  async function holder(): Promise<ChildProcess> {
    const script = `import { lockMachine } from ${JSON.stringify(source)}; await lockMachine(${JSON.stringify(path)}); process.stdout.write('has it'); setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  it('is for one at a time, and names who has it', async () => {
    const unlock = await lockMachine(path);
    await assert.rejects(
      lockMachine(path),
      new RegExp(`Another agent runs on this machine \\(process ${String(process.pid)}\\)\\. Stop it first`),
    );
    unlock();
    await eventually(path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('is free again whatever becomes of the one who had it', async () => {
    const child = await holder();
    await assert.rejects(lockMachine(path), new RegExp(`process ${String(child.pid)}`));
    child.kill('SIGKILL');
    await eventually(path);
  });

  it('does not believe a number that was left behind', async () => {
    (await lockMachine(path))();
    await eventually(path);
    writeFileSync(path, '1\n');
    await eventually(path);
  });

  it('keeps nobody from ending', async () => {
    const script = `import { lockMachine } from ${JSON.stringify(source)}; await lockMachine(${JSON.stringify(path)});`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    children.push(child);
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
  });
});

/** The kernel lets go a moment after the process has. */
async function eventually(path: string): Promise<void> {
  for (const until = Date.now() + 3_000; ;)
    try {
      (await lockMachine(path))();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((go) => setTimeout(go, 20));
    }
}
