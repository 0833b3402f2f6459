import { randomUUID } from 'node:crypto';
import { languages } from '../../lang/languages.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import type { MessageValues } from '../../kernel/errors.ts';
import { translator, type TranslateAny } from '../../lang/translate.ts';
import { mayCall } from '../../panel/access.ts';
import { captions, type Caption } from '../../panel/captions.ts';
import type { Registry } from '../../panel/define.ts';
import type { AllListPrefs } from '../../panel/list-prefs.ts';
import type { Manifest } from '../../panel/manifest.ts';
import { findFunc } from '../../panel/registry.ts';
import { formats, type Formats } from '../format.ts';
import type { ActingView, FlashView, MenuSection, PageView } from '../html.view.ts';

/** What a page is made from, besides the answer. */
export interface Surroundings {
  readonly ctx: Ctx;
  readonly registry: Registry;
  readonly manifest: Manifest;
  /** '' or '/as/GRANT'. */
  readonly base: string;
  readonly csrf: string;
  readonly theme: 'light' | 'dark' | null;
  readonly asset: (name: string) => string;
  readonly flash: readonly FlashView[];
  readonly shortcuts: boolean;
  /** How the person wants to see lists. */
  readonly lists?: AllListPrefs;
  /** The panel being worked in is stopped. */
  readonly stopped: boolean;
  /** Host name, for the foot of the menu. */
  readonly host: string;
  /** What waits in an entry of the menu, by its func. */
  readonly badges?: ReadonlyMap<string, number>;
  /** Notifications that have not been seen. */
  readonly bell?: number;
}

/** The surroundings with everything one writes words and numbers with. */
export interface Writer extends Surroundings {
  readonly t: TranslateAny;
  readonly caption: Caption;
  readonly format: Formats;
  /** Whether the viewer may call a func: what it may not is not shown. */
  readonly may: (func: string) => boolean;
}

export function writer(from: Surroundings): Writer {
  const { ctx, manifest, registry } = from;
  return {
    ...from,
    t: translator(ctx.lang) as TranslateAny,
    caption: captions(manifest, ctx.lang),
    format: formats(ctx.lang, ctx.tz),
    may(name) {
      const func = findFunc(registry, name);
      return func !== undefined && mayCall(ctx.viewer, func);
    },
  };
}

type Frame = Omit<PageView, 'title' | 'crumbs'>;

/** Everything around the content of a page of `module`. */
export function frame(write: Writer, module: string): Frame {
  const { ctx, t } = write;
  return {
    lang: ctx.lang,
    theme: write.theme,
    brand: write.manifest.name.replace(/^./, (letter) => letter.toUpperCase()),
    foot: `${write.host} · ${write.manifest.version}`,
    base: write.base,
    csrf: write.csrf,
    opId: randomUUID(),
    asset: write.asset,
    t,
    viewer: {
      name: ctx.viewer.name,
      initials: ctx.viewer.name.slice(0, 2).toUpperCase(),
      level: t(`level.${ctx.viewer.level}`),
    },
    menu: menu(write, module),
    acting: acting(write),
    flash: [...write.flash],
    accountMenu: accountMenu(write),
    bell: bell(write),
    search: write.may('search') ? { href: `${write.base}/search`, value: '' } : null,
    keys: write.shortcuts,
    languages: Object.entries(languages).map(([code, label]) => ({ code, label, current: code === ctx.lang })),
  };
}

/** plugin.xml's menu, less what this viewer may not call; a heading with nothing below it goes too. */
function menu({ manifest, caption, base, may, ctx, badges, format }: Writer, current: string): MenuSection[] {
  return manifest.menu.flatMap(({ name, items }) => {
    const mine = items.filter((item) => item.levels.includes(ctx.viewer.level) && may(item.func));
    if (mine.length === 0) return [];
    const shown = mine.map(({ func, icon }) => ({
      func,
      icon,
      label: caption('desktop', `menu_${func}`),
      href: `${base}/${func}`,
      current: func === current,
      badge: badge(badges?.get(func) ?? 0, format),
    }));
    return [{ label: name === '' ? null : caption('desktop', `menu_${name}`), items: shown }];
  });
}

const mostCounted = 99;

const badge = (n: number, format: Formats): string | null =>
  n === 0 ? null : `${format.number(Math.min(n, mostCounted))}${n > mostCounted ? '+' : ''}`;

/** One's own notifications; they are not offered while working in another's panel. */
function bell({ ctx, may, t, format, bell: count = 0 }: Writer): PageView['bell'] {
  if (ctx.acting || !may('notification')) return null;
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
function accountMenu({ may, caption, ctx }: Writer): PageView['accountMenu'] {
  if (ctx.acting) return [];
  return (['profile', 'session'] as const)
    .filter((func) => may(func))
    .map((func) => ({ label: caption('desktop', `menu_${func}`), href: `/${func}`, icon: besideMenu[func].icon }));
}

function acting({ ctx, base, stopped, t }: Writer): ActingView | null {
  if (!ctx.acting) return null;
  const { chain } = ctx.acting;
  const level = t(`level.${ctx.viewer.level}`);
  return {
    before: t('acting.before', { level }),
    name: ctx.viewer.name,
    after: t('acting.after', { name: ctx.real.name }),
    chain: chain.map(({ name, href }, index) => ({ name, href, current: index === chain.length - 1 })),
    returnTo: chain.at(-2)?.name ?? '',
    returnHref: `${base}/return`,
    notice: stopped ? t('acting.stopped') : null,
  };
}

/** A caption that a module may have or not. */
export function optional({ caption }: Writer, module: string, key: string, values?: MessageValues): string | null {
  const text = caption(module, key, values);
  return text === key ? null : text;
}
