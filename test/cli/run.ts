import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The real program, on a database of its own. */
export class Sublet {
  readonly folder = mkdtempSync(join(tmpdir(), 'sublet-'));
  readonly #children = new Set<ChildProcess>();

  start(args: readonly string[], env: Record<string, string> = {}, uid?: number): ChildProcess {
    const { TEST_DATABASE_URL: url, ...outer } = process.env;
    const own = { ...outer, DATA_DIR: this.folder, ...(url !== undefined && { DATABASE_URL: url }), ...env };
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
      env: own,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid }),
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  async run(
    args: readonly string[],
    { input = '', env = {}, uid }: { input?: string; env?: Record<string, string>; uid?: number } = {},
  ): Promise<Ended> {
    const child = this.start(args, env, uid);
    child.stdin?.on('error', () => undefined).end(input);
    const [out, err] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
      once(child, 'close'),
    ]);
    return { code: child.exitCode, out, err };
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until the output of a process says so, and answers all of it. */
export async function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  let heard = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  while (!pattern.test(heard)) {
    if (child.exitCode !== null) throw new Error(`the program ended: ${heard}`);
    await new Promise((go) => setTimeout(go, 20));
  }
  return heard;
}
