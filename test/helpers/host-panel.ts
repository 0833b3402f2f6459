import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sublet } from '../cli/run.ts';

const address = '10.9.0.1';
const port = '1500';
const password = 'plum-orbit-quartz-41';

/** The panel on a machine of its own: a network namespace, with a cable to ours that can be pulled out. Sandbox only. */
export class HostPanel {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'sublet-panel-'));
  readonly env = {
    DATA_DIR: this.dataDir,
    HOST: address,
    PORT: port,
    // The cable is ours alone.
    ALLOW_HTTP: 'yes',
    PANEL_URL: `http://${address}:${port}`,
  };
  readonly #sublet = new Sublet();
  #process: ChildProcess | undefined;

  async start(): Promise<void> {
    const ip = (...args: string[]): Buffer => execFileSync('/usr/sbin/ip', args);
    ip('netns', 'add', 'panel');
    ip('link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'plug', 'netns', 'panel');
    ip('addr', 'add', '10.9.0.2/24', 'dev', 'cable');
    ip('link', 'set', 'cable', 'up');
    ip('-n', 'panel', 'addr', 'add', `${address}/24`, 'dev', 'plug');
    ip('-n', 'panel', 'link', 'set', 'plug', 'up');
    ip('-n', 'panel', 'link', 'set', 'lo', 'up');
    const command = ['netns', 'exec', 'panel', process.execPath, '--import', 'tsx', 'src/main.ts', 'serve'];
    this.#process = spawn('/usr/sbin/ip', command, { env: { ...process.env, ...this.env }, stdio: 'ignore' });
    await until('the panel answers', async () => (await fetch(`http://${address}:${port}/healthz`)).ok);
    await this.command(['admin', 'root'], password);
  }

  /** Runs a command of the panel beside its database, whether the cable is in or not. */
  async command(args: readonly string[], input = ''): Promise<string> {
    const { code, out, err } = await this.#sublet.run(args, { input, env: this.env });
    if (code !== 0) throw new Error(`sublet ${args.join(' ')}: ${err}`);
    return out;
  }

  /** Calls a func over the network, as a page or a billing system does. */
  async call(func: string, params: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ ...params, func, sok: 'ok', authinfo: `root:${password}` });
    const text = await (await fetch(`http://${address}:${port}/ispmgr`, { method: 'POST', body })).text();
    if (!text.includes('<ok/>')) throw new Error(`${func}: ${text}`);
    return text;
  }

  cable(state: 'up' | 'down'): void {
    execFileSync('/usr/sbin/ip', ['link', 'set', 'cable', state]);
  }

  async stop(): Promise<void> {
    if (this.#process?.exitCode === null) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    this.#sublet.remove();
    execFileSync('/usr/sbin/ip', ['netns', 'delete', 'panel']);
  }
}

/** Asks every 20 ms until it is true, at most `seconds`; answers the milliseconds it took. */
export async function until(what: string, isTrue: () => Promise<boolean>, seconds = 30): Promise<number> {
  const startedAt = performance.now();
  let last: unknown;
  while (performance.now() - startedAt < seconds * 1000) {
    try {
      if (await isTrue()) return performance.now() - startedAt;
    } catch (error) {
      last = error;
    }
    await new Promise((go) => setTimeout(go, 20));
  }
  throw new Error(`in vain for ${String(seconds)} s: ${what}`, { cause: last });
}
