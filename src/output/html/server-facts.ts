import type { ServerView } from '../html.pages.view.ts';
import type { Writer } from './standing.ts';
import type { Facts, ServerData } from './server.ts';
import { timeView } from './thread-messages.ts';

type Card = ServerView['facts'][number];
type Fact = Card['rows'][number];

const said = (label: string, text: string, tone = ''): Fact => ({
  label,
  text,
  time: null,
  tone,
  href: null,
});

/** Leaves of a list what is on this server. */
export const onlyHere = (name: string): string => new URLSearchParams({ filter: `server:${name}` }).toString();

/** What is known of the agent and its work. */
export function agentFacts(write: Writer, data: ServerData): Card {
  const { t, base, may, caption, format } = write;
  const at = (label: string, time: number | null, none: string): Fact =>
    time === null ? said(label, none) : { label, text: '', time: timeView(write, time), tone: '', href: null };
  const { address, isLocal, applied, revision } = data;
  const behind = revision > applied;
  return {
    title: t('server.facts.agent'),
    rows: [
      said(caption('server', 'address'), address === '' ? (isLocal ? t('server.local') : '–') : address),
      {
        ...said(caption('server', 'accounts'), format.number(data.accounts)),
        href: data.accounts > 0 && may('user') ? `${base}/user?${onlyHere(data.name)}` : null,
      },
      at(caption('server', 'seen'), data.seenAt, t('server.never')),
      at(t('server.facts.changed'), revision, '–'),
      {
        ...at(t('server.facts.applied'), applied === 0 ? null : applied, t('server.nothing_yet')),
        tone: behind ? 'warn' : '',
      },
      ...(data.version === '' ? [] : [said(t('server.facts.version'), data.version)]),
      at(t('server.facts.token'), data.tokenAt, t('server.no_token')),
    ],
  };
}

/** What the agent has told of its machine. */
export function machineFacts({ t, format }: Writer, facts: Facts): Card {
  const { disk, programs, quota } = facts;
  const free = t('server.facts.free', { free: format.disk(disk.freeBytes), total: format.disk(disk.totalBytes) });
  return {
    title: t('server.facts.machine'),
    rows: [
      said(t('server.facts.hostname'), facts.hostname),
      said(t('server.facts.system'), facts.system),
      said(t('server.facts.kernel'), facts.kernel),
      said(t('server.facts.cpus'), format.number(facts.cpus)),
      said(t('server.facts.memory'), format.disk(facts.memoryBytes)),
      said(t('server.facts.disk'), free, disk.freeBytes < disk.totalBytes / 10 ? 'bad' : ''),
      said(t('server.facts.quota'), t(`server.quota.${quota}`), quota === 'none' ? 'warn' : ''),
      ...Object.entries(programs).map(([name, version]) =>
        said(names[name] ?? name, version ?? t('server.missing'), version === null ? 'bad' : ''),
      ),
    ],
  };
}

const names: Readonly<Record<string, string>> = { nginx: 'nginx', php: 'PHP', fcgiwrap: 'fcgiwrap' };
