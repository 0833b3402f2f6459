import type { Request, Response } from 'express';
import { isLang, languages, type Lang } from '../lang/languages.ts';
import type { Deps } from './deps.ts';

export type Theme = 'light' | 'dark' | null;

/** Language and theme are wanted before anybody has signed in, so the browser keeps them. */
export function cookieIn({ headers }: Request, name: 'lang' | 'theme'): string | undefined {
  if (headers.cookie?.includes(`${name}=`) !== true) return undefined;
  const pair = headers.cookie
    .split(';')
    .map((text) => text.trim())
    .find((text) => text.startsWith(`${name}=`));
  return pair?.split('=')[1];
}

/** The language chosen, or the first of the browser's that we have. */
export function langOf(req: Request, { config }: Pick<Deps, 'config'>): Lang {
  const chosen = cookieIn(req, 'lang');
  if (isLang(chosen)) return chosen;
  const offered = Object.keys(languages);
  const asked = req.headers['accept-language'] === undefined ? false : req.acceptsLanguages(offered);
  return isLang(asked) ? asked : config.defaultLanguage;
}

export function themeOf(req: Request): Theme {
  const theme = cookieIn(req, 'theme');
  return theme === 'light' || theme === 'dark' ? theme : null;
}

const year = 365 * 86_400_000;

export function remember(res: Response, name: 'lang' | 'theme', value: string, secure: boolean): void {
  res.cookie(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: year });
}
