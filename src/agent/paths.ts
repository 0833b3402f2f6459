import { join } from 'node:path';

/**
 * Where everything of ours lies. Homes and all that leads to them belong to root, so no user can put a link in our way:
 *
 *   HOME/alice              root:root  0711
 *   HOME/alice/www          alice      0710, group www-data
 *   HOME/alice/www/DOMAIN   alice      made by alice's own hand
 *   HOME/alice/tmp          alice      0700
 *   HOME/alice/logs         root:alice 0750
 *
 *   HOME/.sublet-deleted                       root:root 0700, no name of an account
 *   HOME/.sublet-deleted/alice-20000-TIME      a deleted account's home, until it is packed and removed
 *
 * Beside the homes because there a home, of whatever size and a btrfs subvolume too, is moved by one rename.
 */
export interface Paths {
  /** /home */
  readonly home: string;
  /** Trees, certificates, what the agent remembers; root's. */
  readonly state: string;
  /** Sockets and pid files. */
  readonly run: string;
  /** The access log of all sites. */
  readonly log: string;
  /** Homes of deleted accounts. */
  readonly archive: string;
  /** Ports the web server listens on. */
  readonly http: number;
  readonly https: number;
  /** false: the kernel has no IPv6, so nothing can listen on it. */
  readonly ipv6?: boolean;
}

export const defaultPaths: Paths = {
  home: '/home',
  state: '/var/lib/sublet-agent',
  run: '/run/sublet-agent',
  log: '/var/log/sublet-agent',
  archive: '/var/backups/sublet-agent',
  http: 80,
  https: 443,
};

export const homeOf = ({ home }: Paths, name: string): string => join(home, name);
export const asideOf = ({ home }: Paths): string => join(home, '.sublet-deleted');
export const folderOf = (paths: Paths, name: string, domain: string): string =>
  join(homeOf(paths, name), 'www', domain);
/** The file with chain and key, in PEM; a domain fills almost the whole length a name may have. */
export const certificateOf = ({ state }: Paths, domain: string): string => join(state, 'certificates', domain);
/** Below a link to the folder of the PHP process in use, so that all sockets change at once. */
export const phpSocketOf = ({ run }: Paths, name: string): string => join(run, 'php', `${name}.sock`);
export const cgiSocketOf = ({ run }: Paths, name: string): string => join(run, `cgi-${name}.sock`);
/** The folder of the tree in use: a link to one of `trees`. */
export const currentTree = ({ state }: Paths, what: 'web' | 'php'): string => join(state, what, 'current');
export const accessLog = ({ log }: Paths): string => join(log, 'access.log');
