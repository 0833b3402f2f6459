import { Option, type Command } from 'commander';
import { agentSettingsHelp } from '../agent/config.ts';
import type { InstallOptions } from '../install/install.ts';

/** `sublet agent` and what belongs to it. */
export function describeAgent(agent: Command, version: string): void {
  agent
    .description('bring this server to what the panel wants, and keep it there; as root')
    .option('--dry-run', 'say what would be done and change nothing', false)
    .option('--once', 'do it once and end: 0 all is as it should be, 1 something is not', false)
    .enablePositionalOptions()
    .addHelpText('after', () => `${help}\n${agentSettingsHelp()}`)
    .action(async ({ dryRun, once }: { dryRun: boolean; once: boolean }) => {
      const { agent: begin } = await import('./agent.ts');
      process.exitCode = await begin({ version, dryRun, once });
    });
  describeInstall(agent);
  agent
    .command('uninstall')
    .description('stop the services and remove them; data stays')
    .option('--dry-run', 'say what would be done and change nothing', false)
    .action(async ({ dryRun }: { dryRun: boolean }) => {
      const { uninstallHere } = await import('./agent-install.ts');
      await uninstallHere(dryRun);
    });
  agent
    .command('allow-deletes')
    .description('let the agent delete the users that it keeps because the panel does not know them')
    .action(async () => {
      const { allowDeletes } = await import('./agent-allow.ts');
      await allowDeletes();
    });
}

function describeInstall(agent: Command): void {
  agent
    .command('install')
    .description('make services of panel and agent, or of the agent alone, and say what is missing')
    .option('--panel <url>', 'where the panel is, when it is on another machine')
    .addOption(
      new Option('--token <source>', 'read the token that the panel has given from standard input').choices(['-']),
    )
    .option('--agent-only', 'no panel on this machine', false)
    .option('--dry-run', 'say what would be done and change nothing', false)
    .addHelpText('after', installHelp)
    .action(async ({ panel, token, ...flags }: Flags) => {
      const { installHere } = await import('./agent-install.ts');
      await installHere({ ...flags, panelUrl: panel ?? null }, token !== undefined);
    });
}

interface Flags extends Pick<InstallOptions, 'agentOnly' | 'dryRun'> {
  readonly panel?: string;
  readonly token?: string;
}

const help = `
On the panel's own machine nothing has to be set: the panel writes a token into DATA_DIR, and the agent finds it there.

Examples:
  $ sublet agent install                    one machine: panel and agent as services
  $ sublet agent --dry-run                  what would be done now

Settings, by environment or in the file named by SUBLET_AGENT_CONFIG (/etc/sublet/agent.env), with their defaults:`;

const installHelp = `
Examples:
  $ sublet agent install
  $ sublet agent install --panel https://panel.example.com --token - < token.txt`;
