import type { CellKind } from '../../panel/define.ts';
import type { CellView, ListState } from '../html.view.ts';
import { joined, markup, none, type Markup } from '../../kernel/markup.ts';

type Kind<K extends CellView['as']> = Extract<CellView, { as: K }>;

/** What the rows of one page share. */
interface Shared {
  /** Address of the file of icons. */
  readonly sprite: string;
  readonly actions: string;
  /** The word for what nobody has read yet. */
  readonly unread: string;
  /** Rows can be ticked and have a menu. */
  readonly acts: boolean;
  /** By the column: where its cells begin. */
  readonly opens: readonly Markup[];
  /** The same of a row that nobody has read yet. */
  readonly marked: readonly Markup[];
}

type RowsIn = Pick<ListState, 'columns' | 'rows'> & Pick<Shared, 'sprite' | 'actions' | 'unread' | 'acts'>;

/**
 * The rows of a list. They are most of a page, and the one part that is not left to a template: this is several times
 * as fast, and escapes what people have typed just as surely. Each row is a text of its own: one with letters beyond
 * Latin-1 makes no other take twice its room.
 */
export function rowsHtml({ columns, rows, ...shared }: RowsIn): Markup[] {
  const opens = columns.map(open);
  const dot = markup`<i role="img" aria-label="${shared.unread}" title="${shared.unread}"></i>`;
  const marked = opens.map((begin, index) => (columns[index]?.kind === 'name' ? markup`${begin}${dot}` : begin));
  const all: Shared = { ...shared, opens, marked };
  return rows.map((row) => rowHtml(row, all));
}

const classes: Readonly<Record<CellKind, string>> = {
  name: 'n',
  usage: 'u',
  properties: 'p',
  number: 'r',
  time: 'w',
  flag: 'f',
  choice: 's',
  state: 's',
  text: 'x',
  change: 'x',
  duration: 'r duration',
};

/** The label of the column is shown beside the value where a row becomes a card. */
function open({ label, kind, minor }: ListState['columns'][number]): Markup {
  if (kind === 'name') return markup`<th class="n" scope="row" role="rowheader">`;
  const name = `${classes[kind]}${minor ? ' minor' : ''}`;
  return kind === 'properties'
    ? markup`<td class="${name}" role="cell">`
    : markup`<td class="${name}" role="cell" data-l="${label}">`;
}

function rowHtml({ elid, name, deleted, unread, cells }: ListState['rows'][number], shared: Shared): Markup {
  const { acts, actions } = shared;
  const begins = unread === true ? shared.marked : shared.opens;
  const written = joined(cells.map((cell, index) => cellHtml(cell, begins[index] ?? none, shared)));
  const state = stateHtml(deleted, unread);
  if (!acts) return markup`<tr role="row"${state}>${written}</tr>`;
  return markup`<tr role="row"${state}><td class="c" role="cell"><input class="form-check-input" type="checkbox" name="elid" value="${elid}" aria-label="${name}"></td>${written}<td class="d" role="cell"><button class="js" type="button" aria-haspopup="menu" aria-label="${actions}: ${name}"></button></td></tr>`;
}

function stateHtml(deleted: boolean, unread: boolean | null): Markup {
  if (deleted) return markup` class="gone"`;
  if (unread === null) return none;
  return unread ? markup` class="unread"` : markup` class="read"`;
}

function cellHtml(cell: CellView, begin: Markup, shared: Shared): Markup {
  switch (cell.as) {
    case 'name':
      return nameHtml(cell, begin);
    case 'usage':
      return usageHtml(cell, begin);
    case 'properties':
      return markup`${begin}${propertiesHtml(cell)}</td>`;
    case 'number':
      return numberHtml(cell, begin);
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
  if (percent === null) return markup`${begin}<p><span><b>${used}</b> / ${infinity}</span></p><hr></td>`;
  const toned = tone === 'ok' ? none : markup` class="${tone}"`;
  return markup`${begin}<p${toned}><span><b>${used}</b> / ${max}</span><i>${percent}</i></p><progress${toned} value="${String(value)}" max="100" aria-hidden="true"></progress></td>`;
}

/** By its name: as itself it would be the one letter beyond Latin-1 in most rows. */
const infinity = markup`&infin;`;

/** The few that there are, written once each. */
const sets = new WeakMap<CellView, Markup>();

function propertiesHtml(cell: Kind<'properties'>): Markup {
  const known = sets.get(cell);
  if (known) return known;
  const marks = cell.marks.map(
    ({ name, on, title }) => markup`<i class="${name}${on ? ' on' : ''}" title="${title}"></i>`,
  );
  const written = markup`<span role="img" aria-label="${cell.label}">${joined(marks)}</span>`;
  sets.set(cell, written);
  return written;
}

const numberHtml = ({ text, href = null }: Kind<'number'>, begin: Markup): Markup =>
  href === null ? markup`${begin}${text}</td>` : markup`${begin}<a href="${href}">${text}</a></td>`;

function choiceHtml({ text, tone, small, title }: Kind<'choice'>): Markup {
  const word = tone === 'plain' ? markup`<span>${text}</span>` : markup`<span class="chip ${tone}">${text}</span>`;
  if (small === undefined) return tone === 'plain' ? markup`${text}` : word;
  return markup`${word}<small title="${title ?? small}">${small}</small>`;
}

function flagHtml({ on, label }: Kind<'flag'>, { sprite }: Shared): Markup {
  return on
    ? markup`<svg role="img" aria-label="${label}" class="on"><use href="${sprite}#circle-check"/></svg>`
    : markup`<svg role="img" aria-label="${label}"><use href="${sprite}#circle-minus"/></svg>`;
}

function textHtml({ text, title, href }: Kind<'text'>, begin: Markup): Markup {
  const shown = title === null ? markup`<bdi>${text}</bdi>` : markup`<bdi title="${title}">${text}</bdi>`;
  return href === null ? markup`${begin}${shown}</td>` : markup`${begin}<a href="${href}">${shown}</a></td>`;
}
