import type { PageView } from '../../src/output/html.view.ts';
import { en } from '../../src/lang/en.ts';
import { ru } from '../../src/lang/ru.ts';
import { menu } from './samples.menu.ts';

export interface World {
  asset: (name: string) => string;
  theme: 'light' | 'dark' | null;
  lang: 'en' | 'ru';
  acting: boolean;
}

/** Says words as the panel does: the key's text with its values filled in. */
function translate(lang: 'en' | 'ru'): PageView['t'] {
  const texts: Readonly<Record<string, string>> = lang === 'ru' ? ru : en;
  return (key, values = {}) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`No text for ${key}`);
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));
  };
}

export function page({ asset, theme, lang, acting }: World): Omit<PageView, 'title' | 'crumbs'> {
  const name = acting ? 'alpinebox' : 'root';
  return {
    lang,
    theme,
    brand: 'Sublet',
    foot: 'srv1.example.net · 0.1.0',
    base: acting ? '/as/g1' : '',
    csrf: 'csrf-token',
    opId: 'op-0001',
    asset,
    t: translate(lang),
    viewer: { name, initials: acting ? 'AL' : 'RO', level: acting ? 'Reseller' : 'Server administrator' },
    menu: menu(acting),
    acting: acting
      ? {
          before: 'You are working as reseller',
          name: 'alpinebox',
          after: ' — signed in as root. Actions are logged under both names.',
          chain: [
            { name: 'root', href: '/', current: false },
            { name: 'alpinebox', href: '/as/g1/', current: true },
          ],
          returnTo: 'root',
          returnHref: '/as/g1/return',
          notice: null,
        }
      : null,
    flash: [],
    accountMenu: [
      { label: 'Profile', href: '/profile', icon: 'user-cog' },
      { label: 'Sessions', href: '/session', icon: 'device-laptop' },
    ],
    bell: acting ? null : { href: '/notification?view=unread', count: '3', label: 'Notifications: 3 not seen' },
    search: { href: '/search', value: '' },
    keys: true,
    languages: [
      { code: 'en', label: 'English', current: lang === 'en' },
      { code: 'ru', label: 'Русский', current: lang === 'ru' },
    ],
  };
}
