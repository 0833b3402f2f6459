import { joined, markup, none, type Markup } from '../../kernel/markup.ts';
import type { ListState } from '../html.view.ts';
import { icon, type Words } from './table.ts';

type FootIn = Pick<ListState, 'range' | 'perPage' | 'pages'> & Words;

const boosted = 'select:"#rows" target:"#rows" swap:"outerHTML" selectOOB:"#csv,#views"';

/** Which rows these are, how many a page has, and the way to the others. */
export function footHtml(list: FootIn): Markup {
  const range = list.range === '' ? none : markup`<p id="range">${list.range}</p>`;
  return markup`<nav class="foot" aria-label="${list.t('list.pages')}" hx-boost:inherited="${boosted}">${range}${sizes(list)}${pages(list)}</nav>`;
}

function sizes({ perPage, t }: FootIn): Markup {
  if (perPage.length === 0) return none;
  const all = perPage.map(({ n, current }) => {
    const number = String(n);
    const mark = current ? markup` aria-current="true"` : none;
    return markup`<button form="lists" name="p_cnt" value="${number}"${mark}>${number}</button>`;
  });
  return markup`<p class="per"><span>${t('list.per_page')}</span>${joined(all)}</p>`;
}

function pages(list: FootIn): Markup {
  if (list.pages.length < 2) return none;
  return markup`<ul>${joined(list.pages.map((page) => markup`<li>${pageHtml(page, list)}</li>`))}</ul>`;
}

function pageHtml({ label, href, current, rel }: ListState['pages'][number], { t, sprite }: Words): Markup {
  const mark = current ? markup` aria-current="page"` : none;
  if (href === null) return markup`<span${mark}>${label}</span>`;
  if (rel === null) return markup`<a href="${href}"${mark}>${label}</a>`;
  const arrow = icon(sprite, rel === 'prev' ? 'chevron-left' : 'chevron-right');
  return markup`<a href="${href}" rel="${rel}" aria-label="${t(`list.${rel}`)}">${arrow}</a>`;
}
