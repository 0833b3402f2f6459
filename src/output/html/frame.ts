import { randomUUID } from 'node:crypto';
import { languages } from '../../lang/languages.ts';
import type { Formats } from '../format.ts';
import type { ActingView, MenuSection, PageView } from '../html.view.ts';
import type { Tools, Writer } from './standing.ts';

type Frame = Omit<PageView, 'title' | 'crumbs'>;

/** What of a frame belongs to one request or one person. */
export type Own = Pick<Frame, 'csrf' | 'opId' | 'flash'> & { readonly name: string; readonly initials: string };

/** Everything around the content of a page of `module`. */
export const frame = (write: Writer, module: string): Frame =>
  frameOf(write, module, {
    csrf: write.csrf,
    opId: randomUUID(),
    flash: [...write.flash],
    name: write.ctx.viewer.name,
    initials: initialsOf(write.ctx.viewer.name),
  });

export const initialsOf = (name: string): string => name.slice(0, 2).toUpperCase();

export function frameOf(tools: Tools, module: string, { name, initials, ...own }: Own): Frame {
  const { lang, theme, base, asset, manifest, host, level, t } = tools;
  return {
    ...{ lang, theme, base, asset, t, ...own },
    brand: manifest.name.replace(/^./, (letter) => letter.toUpperCase()),
    foot: `${host} · ${manifest.version}`,
    viewer: { name, initials, level: t(`level.${level}`) },
    menu: menu(tools, module),
    acting: acting(tools),
    accountMenu: accountMenu(tools),
    bell: bell(tools),
    search: tools.may('search') ? { href: `${base}/search`, value: '' } : null,
    keys: tools.shortcuts,
    languages: Object.entries(languages).map(([code, label]) => ({ code, label, current: code === lang })),
  };
}

/** plugin.xml's menu, less what this viewer may not call; a heading with nothing below it goes too. */
function menu({ manifest, caption, base, may, level, badges, format }: Tools, current: string): MenuSection[] {
  return manifest.menu.flatMap(({ name, items }) => {
    const mine = items.filter((item) => item.levels.includes(level) && may(item.func));
    if (mine.length === 0) return [];
    const shown = mine.map(({ func, icon }) => ({
      func,
      icon,
      label: caption('desktop', `menu_${func}`),
      href: `${base}/${func}`,
      current: func === current,
      badge: badge(badges[func] ?? 0, format),
    }));
    return [{ label: name === '' ? null : caption('desktop', `menu_${name}`), items: shown }];
  });
}

const mostCounted = 99;

const badge = (n: number, format: Formats): string | null =>
  n === 0 ? null : `${format.number(Math.min(n, mostCounted))}${n > mostCounted ? '+' : ''}`;

/** One's own notifications; they are not offered while working in another's panel. */
function bell({ acting: below, may, t, format, bell: count }: Tools): PageView['bell'] {
  if (below || !may('notification')) return null;
  const view = count === 0 ? '' : '?view=unread';
  const label = count === 0 ? t('bell.none') : t('bell.some', { count });
  return { href: `/notification${view}`, count: badge(count, format), label };
}

/** What is reached from elsewhere than the menu. */
export const besideMenu = {
  search: { icon: 'search' },
  notification: { icon: 'bell' },
  profile: { icon: 'user-cog' },
  session: { icon: 'device-laptop' },
} as const;

/** One's own settings are nobody else's: they are not offered while working in another's panel. */
function accountMenu({ may, caption, acting: below }: Tools): PageView['accountMenu'] {
  if (below) return [];
  return (['profile', 'session'] as const)
    .filter((func) => may(func))
    .map((func) => ({ label: caption('desktop', `menu_${func}`), href: `/${func}`, icon: besideMenu[func].icon }));
}

function acting({ acting: below, level, base, stopped, t }: Tools): ActingView | null {
  if (!below) return null;
  const { name, by, chain } = below;
  return {
    before: t('acting.before', { level: t(`level.${level}`) }),
    name,
    after: t('acting.after', { name: by }),
    chain: chain.map((step, index) => ({ ...step, current: index === chain.length - 1 })),
    returnTo: chain.at(-2)?.name ?? '',
    returnHref: `${base}/return`,
    notice: stopped ? t('acting.stopped') : null,
  };
}
