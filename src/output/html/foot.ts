import { joined, markup, none, type Markup } from '../../kernel/markup.ts';
import type { ListState } from '../html.view.ts';
import { icon, type Shared } from './list-shared.ts';

const boosted = 'select:"#rows" target:"#rows" swap:"outerHTML" selectOOB:"#csv,#views"';

/** Which rows these are, how many a page has, and the way to the others. */
export function footHtml({ range, perPage, pages }: ListState, shared: Shared): Markup {
  const these = range === '' ? none : markup`<p id="range">${range}</p>`;
  return markup`<nav class="foot" aria-label="${shared.t('list.pages')}" hx-boost:inherited="${boosted}">${these}${sizesHtml(perPage, shared)}${pagesHtml(pages, shared)}</nav>`;
}

function sizesHtml(perPage: ListState['perPage'], { t }: Shared): Markup {
  if (perPage.length === 0) return none;
  const all = perPage.map(({ n, current }) => {
    const number = String(n);
    const mark = current ? markup` aria-current="true"` : none;
    return markup`<button form="lists" name="p_cnt" value="${number}"${mark}>${number}</button>`;
  });
  return markup`<p class="per"><span>${t('list.per_page')}</span>${joined(all)}</p>`;
}

function pagesHtml(pages: ListState['pages'], shared: Shared): Markup {
  if (pages.length < 2) return none;
  return markup`<ul>${joined(pages.map((page) => markup`<li>${pageHtml(page, shared)}</li>`))}</ul>`;
}

function pageHtml({ label, href, current, rel }: ListState['pages'][number], { t, sprite }: Shared): Markup {
  const mark = current ? markup` aria-current="page"` : none;
  if (href === null) return markup`<span${mark}>${label}</span>`;
  if (rel === null) return markup`<a href="${href}"${mark}>${label}</a>`;
  const arrow = icon(sprite, rel === 'prev' ? 'chevron-left' : 'chevron-right');
  return markup`<a href="${href}" rel="${rel}" aria-label="${t(`list.${rel}`)}">${arrow}</a>`;
}
