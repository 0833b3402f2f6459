import type { Answer } from '../../panel/answer.ts';
import type { Column } from '../../panel/define.ts';
import type { ServerView } from '../html.pages.view.ts';
import { frame } from './frame.ts';
import type { Writer } from './standing.ts';
import { agentFacts, machineFacts, onlyHere } from './server-facts.ts';
import { timeView } from './thread-messages.ts';

type PageAnswer = Extract<Answer, { kind: 'page' }>;

/** What the module server answers; `output/` knows no module, so its shape is said again here. */
export interface ServerData {
  id: number;
  name: string;
  address: string;
  isLocal: boolean;
  isDefault: boolean;
  state: 'online' | 'applying' | 'problem' | 'lost' | 'never';
  accounts: number;
  problems: number;
  problem: string;
  seenAt: number | null;
  tokenAt: number | null;
  version: string;
  revision: number;
  applied: number;
  facts: Facts | null;
  latestProblems: {
    kind: string;
    fault: string;
    detail: string;
    since: number;
    account: string;
    site: string | null;
  }[];
  latestDrift: { what: string; found: string; repaired: boolean | number; at: number }[];
  panelUrl: string;
  /** Shown once, right after it has been made. */
  token?: string;
}

export interface Facts {
  hostname: string;
  system: string;
  kernel: string;
  cpus: number;
  memoryBytes: number;
  disk: { totalBytes: number; freeBytes: number };
  programs: Record<string, string | null>;
  quota: string;
}

/** One server: how it is, what it is, and what to do next. */
export function serverView(write: Writer, answer: PageAnswer): ServerView {
  const data = answer.data as unknown as ServerData;
  const { caption, base, may, t } = write;
  const elid = String(data.id);
  return {
    ...frame(write, 'server'),
    view: 'server',
    title: data.name,
    crumbs: [{ label: caption('server', 'title'), href: `${base}/server` }],
    elid,
    back: `/server.facts?elid=${elid}`,
    chips: [
      { text: caption('server', `state_${data.state}`), tone: toneOf(answer, data.state) },
      ...(data.isDefault ? [{ text: caption('server', 'newUsers'), tone: 'off' }] : []),
    ],
    verbs: ['apply', 'token'].flatMap((name) => verb(write, answer, name)),
    edit: may('server.edit')
      ? {
          href: `${base}/server.edit?elid=${elid}&back=${encodeURIComponent(`/server.facts?elid=${elid}`)}`,
          label: caption('server', 'verb_edit'),
        }
      : null,
    problem: data.problem === '' ? null : { title: t('server.problem'), text: data.problem },
    token: data.token === undefined ? null : { value: data.token, text: t('server.token.once') },
    connect: connect(write, data),
    // Of a server that has never been heard nothing is known to be right.
    lists: [problems(write, data), drift(write, data)].filter(({ func }) => data.seenAt !== null && may(func)),
    facts: [agentFacts(write, data), ...(data.facts === null ? [] : [machineFacts(write, data.facts)])],
  };
}

function toneOf({ module }: PageAnswer, state: string): string {
  const columns = module.list?.columns as Readonly<Record<string, Column>> | undefined;
  return columns?.['state']?.tones?.[state] ?? '';
}

function verb({ may, caption }: Writer, { module }: PageAnswer, name: string): ServerView['verbs'] {
  const func = `server.${name}`;
  const icon = module.verbs?.[name]?.icon ?? 'check';
  return may(func) ? [{ func, label: caption('server', `verb_${name}`), icon }] : [];
}

/** What to do on the machine: with the token just made, while the agent has never come, and when it has gone. */
function connect({ t }: Writer, data: ServerData): ServerView['connect'] {
  const { state, isLocal, panelUrl, token } = data;
  const run = `sublet agent install --agent-only --panel ${panelUrl === '' ? 'https://panel.example.com' : panelUrl} --token -`;
  const unknown = panelUrl === '' ? [{ text: t('server.step.url'), command: null }] : [];
  const remote = [
    { text: t('server.step.install'), command: null },
    { text: t('server.step.run'), command: run },
    ...unknown,
  ];
  if (token !== undefined)
    return { title: t('server.connect'), steps: [...remote, { text: t('server.step.paste'), command: null }] };
  if (state === 'never' && isLocal)
    return { title: t('server.connect'), steps: [{ text: t('server.step.local'), command: 'sublet agent install' }] };
  if (state === 'never')
    return { title: t('server.connect'), steps: [{ text: t('server.step.token'), command: null }, ...remote] };
  if (state !== 'lost') return null;
  const look = ['systemctl status sublet-agent', 'journalctl -u sublet-agent -n 50'].join('\n');
  return { title: t('server.lost'), steps: [{ text: t('server.step.look'), command: look }] };
}

type List = ServerView['lists'][number];

function problems(write: Writer, { name, latestProblems }: ServerData): List {
  const { t, base, caption } = write;
  return {
    func: 'problem',
    title: caption('problem', 'title'),
    href: latestProblems.length === 0 ? null : `${base}/problem?${onlyHere(name)}`,
    empty: t('server.no_problems'),
    rows: latestProblems.map(({ kind, fault, detail, since, account, site }) => ({
      icon: kind === 'site' ? 'world' : 'user',
      name: site ?? account,
      text: t(`host.fault.${fault}`),
      detail,
      time: timeView(write, since),
    })),
  };
}

function drift(write: Writer, { name, latestDrift }: ServerData): List {
  const { t, base, caption } = write;
  return {
    func: 'drift',
    title: caption('drift', 'title'),
    href: latestDrift.length === 0 ? null : `${base}/drift?${onlyHere(name)}`,
    empty: t('server.no_drift'),
    rows: latestDrift.map(({ what, found, repaired, at }) => ({
      icon: repaired ? 'circle-check' : 'alert-triangle',
      name: what,
      text: found,
      detail: caption('drift', repaired ? 'state_repaired' : 'state_left'),
      time: timeView(write, at),
    })),
  };
}
