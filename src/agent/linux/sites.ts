import { join } from 'node:path';
import type { HostFailure, HostFault } from '../../kernel/host.ts';
import type { Op, SiteFolder, Who } from '../op.ts';
import { folderOf, homeOf, type Paths } from '../paths.ts';
import { asUser } from './as-user.ts';
import { oneLine, type Exec } from './exec.ts';
import { messageOf, owned } from './guard.ts';
import { isHome } from './homes.ts';
import { readUsers, type LinuxUsers } from './passwd.ts';
import { lookAt } from './safe.ts';
import { fileEntry, folderEntry, tarball } from './tarball.ts';

/** A user could keep the process that works for it waiting. */
const longest = 20_000;
const sideBySide = 4;

interface Work {
  readonly paths: Paths;
  readonly exec: Exec;
  readonly linux: LinuxUsers;
  /** HTML. */
  readonly page: string;
}

/** Folders are made by a process of their owner, one for all of its sites: a trap set in `www` catches nobody else. */
export async function createSites(
  paths: Paths,
  exec: Exec,
  { sites, page }: Pick<Op['sites.create'], 'sites' | 'page'>,
): Promise<HostFailure[]> {
  const work = { paths, exec, page, linux: await readUsers() };
  const waiting = byOwner(sites);
  const all: HostFailure[] = [];
  const worker = async (): Promise<void> => {
    for (let some = waiting.shift(); some !== undefined; some = waiting.shift())
      all.push(...(await createForOne(work, some)));
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return all;
}

function byOwner(sites: readonly SiteFolder[]): SiteFolder[][] {
  const owners = new Map<string, SiteFolder[]>();
  for (const site of sites) {
    const { id, name, uid } = site.owner;
    const key = `${id} ${name} ${uid}`;
    const some = owners.get(key);
    if (some === undefined) owners.set(key, [site]);
    else some.push(site);
  }
  return [...owners.values()];
}

async function createForOne(work: Work, sites: readonly SiteFolder[]): Promise<HostFailure[]> {
  const { paths, exec, linux, page } = work;
  const owner = sites[0]?.owner;
  if (owner === undefined || owned(linux, [owner]).found.length === 0 || !(await hasHome(work, owner)))
    return failures(sites, 'needs', 'the owner has no home');
  const missing = await thoseWhere(paths, sites, 'nothing');
  const said = missing.length === 0 ? '' : await unpackAs(exec, paths, owner, archiveOf(missing, page));
  const fault = /quota exceeded|no space/i.test(said) ? 'quota' : 'home';
  const unmade = await thoseWhere(paths, missing, 'nothing');
  const blocked = await thoseWhere(paths, sites, 'something');
  return [...failures(unmade, fault, said), ...failures(blocked, 'home', 'something else is in its place')];
}

const hasHome = ({ paths, linux }: Work, { name, uid }: Who): Promise<boolean> =>
  isHome(paths, name, uid, linux.groups);

const archiveOf = (sites: readonly SiteFolder[], page: string): Buffer =>
  tarball(sites.flatMap(({ domain }) => [folderEntry(domain), fileEntry(`${domain}/index.html`, page)]));

/** Gives back what went wrong, '' for nothing. */
async function unpackAs(exec: Exec, paths: Paths, { name, uid }: Who, archive: Buffer): Promise<string> {
  const where = ['--directory', join(homeOf(paths, name), 'www'), '--file', '-'];
  const how = ['--extract', '--skip-old-files', '--touch', '--preserve-permissions', '--no-same-owner'];
  try {
    await exec.run('setpriv', asUser(uid, 'tar', [...how, ...where]), { stdin: archive, timeoutMs: longest });
    return '';
  } catch (error) {
    return messageOf(error);
  }
}

type Place = 'folder' | 'nothing' | 'something';

async function thoseWhere(paths: Paths, sites: readonly SiteFolder[], place: Place): Promise<SiteFolder[]> {
  const places = await Promise.all(sites.map((site) => placeOf(paths, site)));
  return sites.filter((_, index) => places[index] === place);
}

async function placeOf(paths: Paths, { owner, domain }: SiteFolder): Promise<Place> {
  const found = await lookAt(folderOf(paths, owner.name, domain)).catch(() => undefined);
  if (found === null) return 'nothing';
  return found?.isDirectory() === true && found.uid === owner.uid ? 'folder' : 'something';
}

const failures = (sites: readonly SiteFolder[], fault: HostFault, why: string): HostFailure[] =>
  sites.map(({ id }) => ({ kind: 'site', id, fault, detail: oneLine(why) }));
