import { readFile } from 'node:fs/promises';
import { hostUids } from '../../kernel/host.ts';

/** A user of the machine that carries our mark. */
export interface LinuxUser {
  /** Of the account in the panel, as the mark says. */
  readonly id: number;
  readonly uid: number;
  readonly gid: number;
  readonly shell: string;
  /** The field of /etc/shadow: `!` before it locks, `*` is no password. */
  readonly password: string;
  /** Days since 1970, as in /etc/shadow; null: never. */
  readonly expires: number | null;
}

export interface LinuxUsers {
  readonly ours: ReadonlyMap<string, LinuxUser>;
  /** Names and ids of users and groups that are not ours. */
  readonly foreign: { readonly names: ReadonlySet<string>; readonly uids: ReadonlySet<number> };
  /** Group ids by name. */
  readonly groups: ReadonlyMap<string, number>;
}

/** What the full name of our users is. Only root can change it. */
export const markOf = (id: number): string => `sublet-${id}`;
const mark = /^sublet-([1-9]\d{0,14})$/;

export const isOurUid = (uid: number): boolean =>
  Number.isInteger(uid) && uid >= hostUids.first && uid <= hostUids.last;

/** Reads the files themselves: a question by user would take minutes for thousands. */
export async function readUsers(): Promise<LinuxUsers> {
  const [users, shadows, groupLines] = await Promise.all([linesOf('passwd'), linesOf('shadow'), linesOf('group')]);
  const shadow = new Map(shadows.map((line) => [line(0), line]));
  const ours = new Map<string, LinuxUser>();
  const foreign = { names: new Set<string>(), uids: new Set<number>() };
  for (const line of users) {
    const name = line(0);
    const user = ours.has(name) ? null : ourUser(line, shadow.get(name));
    if (user !== null) ours.set(name, user);
    else addTo(foreign, line);
  }
  for (const line of groupLines) if (ours.get(line(0))?.gid !== Number(line(2))) addTo(foreign, line);
  return { ours, foreign, groups: new Map(groupLines.map((line) => [line(0), Number(line(2))])) };
}

/** A field of a line by its place. */
type Line = (field: number) => string;

function ourUser(line: Line, shadow: Line | undefined): LinuxUser | null {
  const [uid, gid, id] = [Number(line(2)), Number(line(3)), mark.exec(line(4).split(',')[0] ?? '')?.[1]];
  if (!isOurUid(uid) || gid !== uid || id === undefined || shadow === undefined) return null;
  const expires = shadow(7) === '' ? null : Number(shadow(7));
  return { id: Number(id), uid, gid, shell: line(6), password: shadow(1), expires };
}

function addTo(foreign: { names: Set<string>; uids: Set<number> }, line: Line): void {
  foreign.names.add(line(0));
  foreign.uids.add(Number(line(2)));
}

async function linesOf(file: string): Promise<Line[]> {
  const text = await readFile(`/etc/${file}`, 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const fields = line.split(':');
    return (field) => fields[field] ?? '';
  });
}

export const isLocked = ({ password }: LinuxUser): boolean => password.startsWith('!');

export const isExpired = ({ expires }: LinuxUser, now = Date.now()): boolean =>
  expires !== null && expires <= Math.floor(now / 86_400_000);

/** The password hash under a lock. null: none; an empty one lets anybody in and is therefore no `none`. */
export function hashOf({ password }: LinuxUser): string | null {
  const bare = password.replace(/^!+/, '');
  return bare === '*' ? null : bare;
}

export const hasShell = ({ shell }: LinuxUser): boolean => !/\/(nologin|false)$/.test(shell);
