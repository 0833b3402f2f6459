import { text } from 'node:stream/consumers';
import { install, type InstallOptions } from '../install/install.ts';
import { uninstall } from '../install/uninstall.ts';
import { requireRoot } from './agent-root.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `sublet agent install`. The token comes by standard input: arguments can be read by everybody on the machine. */
export async function installHere(options: Omit<InstallOptions, 'token'>, withToken: boolean): Promise<void> {
  requireRoot();
  await install({ ...options, token: withToken ? (await text(process.stdin)).trim() : null }, say);
}

/** `sublet agent uninstall`. */
export async function uninstallHere(dryRun: boolean): Promise<void> {
  requireRoot();
  await uninstall(dryRun, say);
}
