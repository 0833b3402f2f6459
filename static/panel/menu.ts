import { closest, find, findAll, on } from './dom.ts';

interface Point {
  x: number;
  y: number;
}

let opener: HTMLElement | null = null;
let closedAt = 0;

const menu = (): HTMLElement | null => find('#menu', HTMLElement);
const items = (): HTMLElement[] => findAll('#menu [role=menuitem]', HTMLElement);

/** Writes the row into the shared menu. */
export function aimAt(row: Element): boolean {
  const box = find('.c input', HTMLInputElement, row);
  const elid = find('#menu [name=elid]', HTMLInputElement);
  if (box === null || elid === null) return false;
  elid.value = box.value;
  return true;
}

function open(row: Element, at: Point): void {
  const popover = menu();
  if (popover === null || !aimAt(row)) return;
  opener = find('.d button', HTMLElement, row);
  opener?.focus();
  popover.showPopover();
  place(popover, at);
  opener?.setAttribute('aria-expanded', 'true');
  items()[0]?.focus();
}

/** Keeps the menu inside the window, its end edge at the point when opened by the button at the row's end. */
function place(popover: HTMLElement, { x, y }: Point): void {
  const { offsetWidth: width, offsetHeight: height } = popover;
  const gap = 8;
  popover.style.margin = '0';
  popover.style.left = `${String(Math.max(gap, Math.min(x, window.innerWidth - width - gap)))}px`;
  popover.style.top = `${String(Math.max(gap, y + height + gap > window.innerHeight ? window.innerHeight - height - gap : y))}px`;
}

function below(button: HTMLElement): Point {
  const box = button.getBoundingClientRect();
  const rightToLeft = getComputedStyle(button).direction === 'rtl';
  return { x: rightToLeft ? box.left : box.right - (menu()?.offsetWidth ?? 240), y: box.bottom + 4 };
}

on('click', 'td.d button', (button) => {
  const row = button.closest('tr');
  // The press on the button has closed its menu already; opening it again would make it impossible to close.
  if (row === null || (opener === button && Date.now() - closedAt < 250)) return;
  open(row, below(button));
  const popover = menu();
  if (popover !== null) place(popover, below(button));
});

// With Shift the browser's own menu stays within reach.
on('contextmenu', '#rows tbody tr', (row, event) => {
  if (event.shiftKey || menu() === null) return;
  event.preventDefault();
  const byKeyboard = event.clientX === 0 && event.clientY === 0;
  const button = find('.d button', HTMLElement, row);
  open(row, byKeyboard && button !== null ? below(button) : { x: event.clientX, y: event.clientY });
});

// `toggle` does not bubble; on its way down the document still hears it.
document.addEventListener(
  'toggle',
  (event) => {
    if (event.target !== menu() || event.newState !== 'closed') return;
    closedAt = Date.now();
    opener?.removeAttribute('aria-expanded');
  },
  true,
);

document.addEventListener('keydown', (event) => {
  const item = closest(event, '#menu [role=menuitem]');
  if (item === null) return;
  const list = items();
  const at = list.indexOf(item);
  const targets: Record<string, number> = {
    ArrowDown: (at + 1) % list.length,
    ArrowUp: (at - 1 + list.length) % list.length,
    Home: 0,
    End: list.length - 1,
  };
  const next = targets[event.key];
  if (event.key === 'Tab') {
    menu()?.hidePopover();
    opener?.focus();
  }
  if (next === undefined && event.key !== 'Tab') return;
  event.preventDefault();
  if (next !== undefined) list[next]?.focus();
});
