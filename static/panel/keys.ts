import { find, findAll, typing } from './dom.ts';
import { aimAt } from './menu.ts';
import { focusAnswer } from './thread.ts';

const rows = (): HTMLElement[] => findAll('#rows tbody tr', HTMLElement);
const current = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('#rows tbody tr') ?? null;

/** Moves from row to row by focus, so that Enter, Tab and the eye all know where one is. */
function move(step: number): void {
  const list = rows();
  const row = current();
  const at = row === null ? (step > 0 ? -1 : list.length) : list.indexOf(row);
  const next = list[Math.max(0, Math.min(list.length - 1, at + step))];
  const target = next?.querySelector<HTMLElement>('.n a') ?? next?.querySelector<HTMLElement>('a, input');
  target?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** Presses the button of the row menu that shows this letter. */
function press(key: string): boolean {
  const row = current();
  const button = findAll('#menu [data-key]', HTMLButtonElement).find(
    (item) => item.dataset['key']?.toLowerCase() === key,
  );
  if (row === null || button === undefined || !aimAt(row)) return false;
  button.form?.requestSubmit(button);
  return true;
}

function focusOn(selector: string): boolean {
  const input = find(selector, HTMLInputElement);
  if (!input?.checkVisibility()) return false;
  input.focus();
  input.select();
  return true;
}

const actions: Record<string, () => unknown> = {
  '/': () => focusOn('#q') || focusOn('[data-search]'),
  '?': () => find('#keys', HTMLElement)?.togglePopover(),
  r: () => focusAnswer() || press('r'),
  n: () => {
    find('[data-new]', HTMLElement)?.click();
  },
  j: () => {
    move(1);
  },
  k: () => {
    move(-1);
  },
  x: () => current()?.querySelector<HTMLElement>('.c input')?.click(),
};

/** Letters act only when they are switched on, and never while somebody types or answers a question. */
function lettersRest(target: EventTarget | null): boolean {
  const off = document.body.dataset['keys'] !== 'on';
  return off || typing(target) || document.querySelector('dialog[open], #menu:popover-open') !== null;
}

function letter(key: string): boolean {
  const action = actions[key];
  if (action === undefined) return press(key);
  action();
  return true;
}

function handled(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) return key === 'k' && (focusOn('[data-search]') || focusOn('#q'));
  return key.length === 1 && !lettersRest(event.target) && letter(key);
}

document.addEventListener('keydown', (event) => {
  if (!event.defaultPrevented && !event.altKey && handled(event)) event.preventDefault();
});
