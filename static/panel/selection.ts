import { announce, find, findAll, on, onContent } from './dom.ts';

const boxSelector = '.c input[name=elid]';
let last: HTMLInputElement | null = null;

const boxes = (): HTMLInputElement[] => findAll(boxSelector, HTMLInputElement);

/** Makes the header box, the count and the toolbar agree with the rows that are ticked. */
function sync(): void {
  const rows = boxes();
  const ticked = rows.filter((box) => box.checked).length;
  const every = syncEvery(ticked === rows.length);
  const all = find('#all', HTMLInputElement);
  if (all !== null) {
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }
  const count = find('[data-count]', HTMLElement);
  if (count !== null)
    count.textContent = ticked === 0 ? '' : (count.dataset['count'] ?? '').replace('#', every ?? String(ticked));
  for (const button of findAll('[data-rows]', HTMLElement))
    offer(button, button.dataset['rows'] === '1' ? ticked === 1 : ticked > 0);
}

/** The rows of all pages are chosen only while all of this one are; answers their number. */
function syncEvery(wholePage: boolean): string | null {
  const every = find('#every', HTMLInputElement);
  if (every === null) return null;
  if (!wholePage) every.checked = false;
  return every.checked ? (every.dataset['number'] ?? null) : null;
}

/** A button that does not fit stays reachable and says why, instead of going grey in silence. */
function offer(button: HTMLElement, fits: boolean): void {
  if (fits) {
    button.removeAttribute('aria-disabled');
    button.removeAttribute('title');
  } else {
    button.setAttribute('aria-disabled', 'true');
    button.title = button.dataset['hint'] ?? '';
  }
}

function tickRange(from: HTMLInputElement, to: HTMLInputElement): void {
  const rows = boxes();
  const [first, end] = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b);
  if (first === undefined || end === undefined || first < 0) return;
  for (const box of rows.slice(first, end + 1)) box.checked = to.checked;
}

on('click', boxSelector, (box, event) => {
  if (!(box instanceof HTMLInputElement)) return;
  if (event.shiftKey && last !== null) tickRange(last, box);
  last = box;
  sync();
});

on('change', boxSelector, sync);
on('change', '#every', sync);

on('change', '#all', (all) => {
  const checked = all instanceof HTMLInputElement && all.checked;
  for (const box of boxes()) box.checked = checked;
  sync();
});

on('click', '[data-clear]', () => {
  for (const box of boxes()) box.checked = false;
  sync();
  boxes()[0]?.focus();
});

on('click', '[aria-disabled=true]', (button, event) => {
  event.preventDefault();
  if (button.title !== '') announce(button.title);
});

onContent(sync);
