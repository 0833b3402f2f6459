import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsFolder } from './install.ts';
import { hasSystemd, perform, run, type Say, type Task } from './run.ts';
import { agentUnitName, panelUnitName, unitFolder } from './units.ts';

/** Takes the units away and nothing else: what people have on this machine is theirs. */
export async function uninstall(dryRun: boolean, say: Say): Promise<void> {
  const units = [agentUnitName, panelUnitName].filter((name) => existsSync(join(unitFolder, name)));
  if (units.length > 0 && hasSystemd()) {
    if (!dryRun) await run('systemctl', ['disable', '--quiet', '--now', ...units]);
    say(`${dryRun ? 'Would: ' : 'Done: '}Stop ${units.join(' and ')}`);
  }
  const changed = await perform(units.map(removal), dryRun, say);
  if (changed && !dryRun && hasSystemd()) await run('systemctl', ['daemon-reload']);
  say(changed ? stays : 'Nothing is installed here.');
}

const removal = (name: string): Task => ({
  what: `Remove ${join(unitFolder, name)}`,
  isDone: () => Promise.resolve(!existsSync(join(unitFolder, name))),
  run: () => rm(join(unitFolder, name)),
});

const stays = `
These stay, and are yours to remove:
- ${settingsFolder}: settings and the token
- the data of the panel, /var/lib/sublet unless DATA_DIR says otherwise, and the user sublet
- users of the panel (uid 20000 to 59999) with their homes, and the archives in /var/backups/sublet-agent
- /var/lib/sublet-agent and /var/log/sublet-agent: certificates, configurations, access logs
- web server, PHP and CGI go on serving until they are stopped: see docs/hosting.md, Uninstall`;
