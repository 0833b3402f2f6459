import { joined, markup, none, type Markup } from '../../kernel/markup.ts';
import type { ListState } from '../html.view.ts';
import { footHtml } from './foot.ts';
import { icon, type Shared } from './list-shared.ts';
import { rowsHtml } from './rows.ts';

/** Everything that a filter, a sort or a page changes. Written as the rows are: a template takes too long for it. */
export function tableHtml(list: ListState, shared: Shared): Markup[] {
  const { state, back } = list;
  const fields = state.map(([name, value]) => hidden(name, value, 'filter'));
  const backs = ['act', 'lists', 'chooser', 'saver', ...(shared.acts ? ['menu'] : [])].map((id) =>
    hidden('back', back, id),
  );
  const inside = list.empty === null ? wholeTable(list, shared) : [emptyHtml(list.filter, list.empty, shared)];
  const begin = markup`<div id="rows">${joined(fields)}${joined(backs)}`;
  return [begin, ...inside, markup`${footHtml(list, shared)}</div>`];
}

const hidden = (name: string, value: string, form: string): Markup =>
  markup`<input type="hidden" name="${name}" value="${value}" form="${form}">`;

type Empty = NonNullable<ListState['empty']>;

function emptyHtml(filter: string, { title, text, action }: Empty, { sprite }: Shared): Markup {
  const way = action === null ? none : markup`<a class="btn btn-primary" href="${action.href}">${action.label}</a>`;
  return markup`<div class="empty">${icon(sprite, filter === '' ? 'archive' : 'list-search')}<h2>${title}</h2><p>${text}</p>${way}</div>`;
}

function wholeTable({ columns, rows, every }: ListState, { t, acts, title, sprite }: Shared): Markup[] {
  const actions = t('list.actions');
  const named = columns.map(headHtml);
  const heads = acts ? markup`${tickHtml(t)}${joined(named)}${menuHead(actions)}` : joined(named);
  const begin = markup`${everyHtml(every)}<table role="table"><caption class="visually-hidden">${title}</caption><thead role="rowgroup" hx-boost:inherited="${boosted}"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">`;
  return [
    begin,
    ...rowsHtml({ columns, rows, acts, actions, unread: t('list.unread'), sprite }),
    markup`</tbody></table>`,
  ];
}

const boosted = 'select:"#rows" target:"#rows" swap:"outerHTML show:none" selectOOB:"#csv,#views"';

const everyHtml = (every: ListState['every']): Markup =>
  every === null
    ? none
    : markup`<label class="form-check every"><input class="form-check-input" id="every" type="checkbox" name="all" value="on" data-number="${every.number}"><span>${every.label}</span></label>`;

function tickHtml(t: Shared['t']): Markup {
  const all = t('list.tick_all');
  return markup`<th class="c" scope="col" role="columnheader"><label class="tick-all js"><input class="form-check-input" id="all" type="checkbox" aria-label="${all}"><span aria-hidden="true">${all}</span></label><span class="visually-hidden">${t('list.tick')}</span></th>`;
}

const menuHead = (actions: string): Markup =>
  markup`<th class="d" scope="col" role="columnheader"><span class="visually-hidden">${actions}</span></th>`;

/** Which way it sorts is drawn by the style sheet. */
function headHtml({ label, kind, minor, sortHref, sorted }: ListState['columns'][number]): Markup {
  const way = sorted === null ? none : markup` aria-sort="${sorted}"`;
  const name = sortHref === null ? label : markup`<a href="${sortHref}">${label}</a>`;
  return markup`<th class="${kind}${minor ? ' minor' : ''}" scope="col" role="columnheader"${way}>${name}</th>`;
}
