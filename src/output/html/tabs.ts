import { joined, markup, none, type Markup } from '../../kernel/markup.ts';
import type { ListState } from '../html.view.ts';
import { icon, type Shared } from './list-shared.ts';

/** Views of a list as tabs, with the buttons that save one more and open the help. */
export function tabsHtml({ views, countsHref }: ListState, shared: Shared): Markup {
  const { t, helps } = shared;
  const asks = countsHref === null ? none : markup` data-counts="${countsHref}"`;
  const save = button(shared, { opens: 'saver', label: t('list.save_view'), icon: 'bookmark' });
  const help = helps ? button(shared, { opens: 'about', label: t('form.help'), icon: 'help' }) : none;
  const tabs = joined(views.map((view) => tabHtml(view, shared)));
  return markup`<nav class="views" id="views" aria-label="${t('list.views')}"${asks}>${tabs}${save}${help}</nav>`;
}

const button = ({ sprite }: Shared, { opens, label, icon: name }: Record<'opens' | 'label' | 'icon', string>): Markup =>
  markup`<button class="btn btn-icon ghost" type="button" popovertarget="${opens}" aria-label="${label}" title="${label}">${icon(sprite, name)}</button>`;

function tabHtml({ label, count, href, current, own }: ListState['views'][number], { t, sprite }: Shared): Markup {
  const mark = current ? markup` aria-current="page"` : none;
  const number = count === null ? none : markup`<span>${count}</span>`;
  if (own === null) return markup`<a href="${href}"${mark}>${label}${number}</a>`;
  const forget = t('list.forget', { name: own });
  return markup`<div class="own"><a href="${href}"${mark}><bdi>${label}</bdi>${number}</a><button class="btn-x" form="lists" name="forget" value="${own}" aria-label="${forget}" title="${forget}">${icon(sprite, 'x')}</button></div>`;
}
