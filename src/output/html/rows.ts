import type { CellView, ListView } from '../html.view.ts';
import { joined, markup, none, type Markup } from '../../kernel/markup.ts';

type Kind<K extends CellView['as']> = Extract<CellView, { as: K }>;

/** What the rows of one page share. */
interface Shared {
  /** Address of the file of icons. */
  readonly sprite: string;
  readonly actions: string;
  /** Rows can be ticked and have a menu. */
  readonly acts: boolean;
  /** By the column: where its cells begin. */
  readonly opens: readonly Markup[];
  /** The few combinations of properties, written once each. */
  readonly properties: Map<CellView, Markup>;
}

export type RowsIn = Pick<ListView, 'columns' | 'rows'> & Pick<Shared, 'sprite' | 'actions' | 'acts'>;

/**
 * The rows of a list. They are most of a page, and the one part that is not left to a template: this is several times
 * as fast, and escapes what people have typed just as surely.
 */
export function rowsHtml({ columns, rows, ...shared }: RowsIn): string {
  const all: Shared = { ...shared, opens: columns.map(open), properties: new Map() };
  return joined(rows.map((row) => rowHtml(row, all))).text;
}

const classes: Readonly<Record<CellView['as'], string>> = {
  name: 'n',
  usage: 'u',
  properties: 'p',
  number: 'r',
  time: 'w',
  flag: 'f',
  choice: 's',
  text: 'x',
};

/** The label of the column is shown beside the value where a row becomes a card. */
function open({ label, kind, minor }: ListView['columns'][number]): Markup {
  if (kind === 'name') return markup`<th class="n" scope="row" role="rowheader">`;
  const known = Object.hasOwn(classes, kind) ? classes[kind as CellView['as']] : classes.text;
  const name = `${known}${minor ? ' minor' : ''}`;
  return kind === 'properties'
    ? markup`<td class="${name}" role="cell">`
    : markup`<td class="${name}" role="cell" data-l="${label}">`;
}

function rowHtml({ elid, name, deleted, unread, cells }: ListView['rows'][number], shared: Shared): Markup {
  const { acts, actions } = shared;
  const written = joined(cells.map((cell, index) => cellHtml(cell, shared.opens[index] ?? none, shared)));
  const gone = deleted ? markup` class="gone"` : unread ? markup` class="unread"` : none;
  if (!acts) return markup`<tr role="row"${gone}>${written}</tr>`;
  const tick = markup`<td class="c" role="cell"><input class="form-check-input" type="checkbox" name="elid" value="${elid}" aria-label="${name}"></td>`;
  const menu = markup`<td class="d" role="cell"><button class="js" type="button" aria-haspopup="menu" aria-label="${actions}: ${name}"></button></td>`;
  return markup`<tr role="row"${gone}>${tick}${written}${menu}</tr>`;
}

function cellHtml(cell: CellView, begin: Markup, shared: Shared): Markup {
  switch (cell.as) {
    case 'name':
      return nameHtml(cell, begin);
    case 'usage':
      return usageHtml(cell, begin);
    case 'properties':
      return markup`${begin}${propertiesHtml(cell, shared)}</td>`;
    case 'number':
      return markup`${begin}${cell.text}</td>`;
    case 'time':
      return markup`${begin}<time datetime="${cell.iso}" title="${cell.exact}">${cell.text}</time></td>`;
    case 'choice':
      return markup`${begin}${choiceHtml(cell)}</td>`;
    case 'flag':
      return markup`${begin}${flagHtml(cell, shared)}</td>`;
    case 'text':
      return textHtml(cell, begin);
  }
}

function nameHtml({ text, second, href, chip }: Kind<'name'>, begin: Markup): Markup {
  const named = href === null ? markup`<b><bdi>${text}</bdi></b>` : markup`<a href="${href}"><bdi>${text}</bdi></a>`;
  const state =
    chip === null ? none : markup`<span class="chip ${chip.tone}" title="${chip.title}">${chip.text}</span>`;
  const small = second === '' ? none : markup`<small>${second}</small>`;
  return markup`${begin}${named}${state}${small}</th>`;
}

function usageHtml({ used, max, percent, value, tone }: Kind<'usage'>, begin: Markup): Markup {
  const toned = tone === 'ok' ? none : markup` class="${tone}"`;
  const numbers = markup`${begin}<p${toned}><span><b>${used}</b> / ${max}</span>`;
  if (percent === null) return markup`${numbers}</p><hr></td>`;
  return markup`${numbers}<i>${percent}</i></p><progress${toned} value="${String(value)}" max="100" aria-hidden="true"></progress></td>`;
}

function propertiesHtml(cell: Kind<'properties'>, { properties }: Shared): Markup {
  const known = properties.get(cell);
  if (known) return known;
  const marks = cell.marks.map(
    ({ name, on, title }) => markup`<i class="${name}${on ? ' on' : ''}" title="${title}"></i>`,
  );
  const written = markup`<span role="img" aria-label="${cell.label}">${joined(marks)}</span>`;
  properties.set(cell, written);
  return written;
}

const choiceHtml = ({ text, tone }: Kind<'choice'>): Markup =>
  tone === 'plain' ? markup`${text}` : markup`<span class="chip ${tone}">${text}</span>`;

function flagHtml({ on, label }: Kind<'flag'>, { sprite }: Shared): Markup {
  return on
    ? markup`<svg role="img" aria-label="${label}" class="on"><use href="${sprite}#circle-check"/></svg>`
    : markup`<svg role="img" aria-label="${label}"><use href="${sprite}#circle-minus"/></svg>`;
}

function textHtml({ text, title, href }: Kind<'text'>, begin: Markup): Markup {
  const shown = title === null ? markup`<bdi>${text}</bdi>` : markup`<bdi title="${title}">${text}</bdi>`;
  return href === null ? markup`${begin}${shown}</td>` : markup`${begin}<a href="${href}">${shown}</a></td>`;
}
