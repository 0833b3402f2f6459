import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { sandboxed } from '../../helpers/sandbox.ts';

// npm run bench:host -- [accounts] [sites of each]
// Panel, agent and web server with 1,000 accounts and 5,000 sites, in a sandbox. Needs root on Debian and a quiet machine.

const [accounts = '1000', sites = '5'] = process.argv.slice(2);
const inside = join(import.meta.dirname, 'inside.ts');
const [program = '', ...args] = sandboxed([process.execPath, '--import', 'tsx', inside, accounts, sites]);
process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
