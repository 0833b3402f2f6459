import type { AccessView, OverviewView, RuleView } from '../../src/output/html.pages.view.ts';
import type { PageView } from '../../src/output/html.view.ts';

type Page = Omit<PageView, 'title' | 'crumbs'>;

const time = (text: string) => ({
  as: 'time' as const,
  text,
  exact: '21 November 2025, 14:03:11 CET',
  iso: '2025-11-21T13:03:11Z',
});

export function overviewView(page: Page): OverviewView {
  const near = ['swiftdigital', 'rapiddigital12', 'silversites80', 'northdigital80', 'metronet48', 'novadigital60'];
  return {
    ...page,
    menu: page.menu.map((section) => ({
      ...section,
      items: section.items.map((item) => ({ ...item, current: item.func === 'overview' })),
    })),
    view: 'overview',
    title: 'Overview',
    crumbs: [],
    actions: [
      { label: 'New reseller', href: '/reseller.edit', icon: 'plus' },
      { label: 'New user', href: '/user.edit', icon: 'user-plus' },
      { label: 'New domain', href: '/site.edit', icon: 'world-plus' },
    ],
    notes: [
      {
        text: '2 mails have not been delivered, or nobody knows whether they have. 550 no such user',
        link: { label: 'See the outbox', href: `${page.base}/outbox` },
      },
    ],
    tiles: [
      {
        label: 'Resellers',
        value: '967',
        note: '114 disabled',
        href: '/reseller',
        icon: 'building-store',
        tone: 'accent',
      },
      { label: 'Users', value: '18,204', note: '+62 this week', href: '/user', icon: 'users', tone: 'accent' },
      {
        label: 'WWW domains',
        value: '41,873',
        note: '312 without HTTPS',
        href: '/site',
        icon: 'world-www',
        tone: 'accent',
      },
      {
        label: 'Near a limit',
        value: '138',
        note: '9 over it',
        href: '/reseller?view=near',
        icon: 'alert-triangle',
        tone: 'bad',
      },
      { label: 'New orders', value: '27', note: 'this month', href: '/order', icon: 'file-invoice', tone: 'ok' },
      { label: 'Open tickets', value: '3', note: 'oldest 5 h', href: '/ticket', icon: 'lifebuoy', tone: 'warn' },
    ],
    near: {
      title: 'Near a limit',
      href: '/reseller?view=near',
      empty: 'Nobody is near a limit.',
      rows: near.map((name, i) => {
        const percent = 103 - i * 4;
        const tone = percent >= 90 ? 'bad' : 'warn';
        return {
          name,
          href: `/reseller.edit?elid=${name}`,
          resource: 'Disk',
          usage: {
            as: 'usage',
            used: String(percent),
            max: '100 GiB',
            percent: `${String(percent)}%`,
            value: Math.min(percent, 100),
            tone,
          },
        };
      }),
    },
    log: {
      title: 'Last actions',
      href: '/journal',
      empty: 'Nothing has been done yet.',
      items: [
        {
          icon: 'player-pause',
          actor: 'root',
          text: 'disabled reseller',
          object: { name: 'alpinedata', href: '/reseller.edit?elid=1' },
          time: time('12 min. ago'),
        },
        {
          icon: 'plus',
          actor: 'northhost',
          text: 'created user',
          object: { name: 'bakkerij', href: '/user.edit?elid=2' },
          time: time('48 min. ago'),
        },
        {
          icon: 'certificate',
          actor: 'system',
          text: 'renewed 18 certificates',
          object: null,
          time: time('1 hr. ago'),
        },
        {
          icon: 'login-2',
          actor: 'root',
          text: 'entered',
          object: { name: 'metrobox', href: '/reseller.edit?elid=3' },
          time: time('2 hr. ago'),
        },
      ],
    },
  };
}

const rule = (func: string, label: string, more: Partial<RuleView> = {}): RuleView => ({
  func,
  label,
  choice: 'inherit',
  inherited: 'Allowed',
  locked: false,
  ...more,
});

export function accessView(page: Page): AccessView {
  return {
    ...page,
    view: 'access',
    title: 'Access of north',
    crumbs: [
      { label: 'Accounts', href: null },
      { label: 'Resellers', href: '/reseller' },
    ],
    action: '/reseller.access',
    elid: '2',
    name: 'north',
    intro:
      'What north may not use, its users may not use either. It is gone from the menu, the pages, the API and the command line alike.',
    modules: [
      {
        rule: rule('user', 'Users', { choice: 'allow' }),
        icon: 'users',
        verbs: [
          rule('user.edit', 'Edit'),
          rule('user.delete', 'Delete', { choice: 'deny' }),
          rule('user.enter', 'Enter', { inherited: 'Denied by root', locked: true }),
        ],
      },
      {
        rule: rule('site', 'WWW domains'),
        icon: 'world-www',
        verbs: [rule('site.edit', 'Edit'), rule('site.delete', 'Delete')],
      },
      { rule: rule('ticket', 'Tickets', { inherited: 'Denied by root', locked: true }), icon: 'lifebuoy', verbs: [] },
    ],
    submit: 'Save',
    cancelHref: '/reseller',
  };
}
