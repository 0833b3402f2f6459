import type { OverviewView } from '../html.pages.view.ts';
import type { Writer } from './standing.ts';

export interface Servers {
  lost: number;
  stuck: number;
  problems: number;
}

/** What is not as it should be on the servers; servers themselves are told of only when something is wrong with them. */
export function serverTiles({ caption, format, base, may }: Writer, servers: Servers | null): OverviewView['tiles'] {
  if (!servers) return [];
  const one = (name: keyof Servers, path: string, icon: string): OverviewView['tiles'][number] => ({
    label: caption('overview', `tile_${name}`),
    value: format.number(servers[name]),
    note: null,
    href: base + path,
    icon,
    tone: servers[name] > 0 ? 'bad' : 'ok',
  });
  return [
    ...(may('problem') ? [one('problems', '/problem', 'tool')] : []),
    ...(servers.lost > 0 ? [one('lost', '/server?view=lost', 'server-off')] : []),
    ...(servers.stuck > 0 ? [one('stuck', '/server?view=problems', 'server')] : []),
  ];
}
