import type { Desired, HostProvider } from '../../kernel/host.ts';
import { markup, none, type Markup } from '../../kernel/markup.ts';

/** What a new site shows until its owner puts something in its place. */
export const welcomePage = ({ lang, title, text }: Desired['welcome']): string => page({ lang, title, text });

/** Answers for the sites of a suspended account: no cause is told, only whom to ask. */
export function suspendedPage({ lang, suspendedTitle, suspendedText, name, contact }: HostProvider): string {
  const who = contact === '' ? markup`<span>${name}</span>` : markup`<span>${name}</span> ${mailLink(contact)}`;
  return page({ lang, title: suspendedTitle, text: suspendedText, foot: who });
}

/** Answers for names that are no site's. */
export const unknownPage = ({ welcome: { lang }, noSite }: Pick<Desired, 'welcome' | 'noSite'>): string =>
  noSite === undefined ? numberPage(404, lang) : page({ lang, ...noSite });

/** A page of a number alone, where nobody's words are at hand. */
export const numberPage = (status: number, lang: string): string => page({ lang, title: String(status), text: '' });

function mailLink(address: string): Markup {
  const known = /^[^\s@]+@[^\s@]+$/u.test(address);
  const href = `mailto:${encodeURIComponent(Buffer.from(address).toString()).replaceAll('%40', '@')}`;
  return known ? markup`<a href="${href}">${address}</a>` : markup`<span>${address}</span>`;
}

interface Page {
  readonly lang: string;
  readonly title: string;
  readonly text: string;
  readonly foot?: Markup;
}

function page({ lang, title, text, foot }: Page): string {
  return markup`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f4f5f7; color: #1f2933; font: 1.0625rem/1.6 system-ui, sans-serif; }
main { box-sizing: border-box; width: min(34rem, 100%); padding: 2rem 1.5rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; text-wrap: balance; }
p { margin: 0; white-space: pre-line; text-wrap: pretty; }
footer { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid #d3d8de; font-size: .9375rem; }
a { color: #0b5cad; }
@media (prefers-color-scheme: dark) {
body { background: #14181d; color: #e3e7eb; }
footer { border-color: #343c45; }
a { color: #7db8f5; }
}
</style>
</head>
<body>
<main dir="auto">
<h1>${title}</h1>
${text === '' ? none : markup`<p>${text}</p>`}
${foot === undefined ? none : markup`<footer>${foot}</footer>`}
</main>
</body>
</html>
`.text;
}
