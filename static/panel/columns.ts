import { announce, on } from './dom.ts';

/** Moves a column in the chooser; nothing is kept before it is applied. Without a script the server moves it. */
function move(button: HTMLElement, by: -1 | 1): void {
  const item = button.closest('li');
  const list = item?.parentElement;
  if (!item || !list) return;
  const items = [...list.children];
  const to = items.indexOf(item) + by;
  // The first column says which row it is: it stays where it is.
  if (to < 1 || to >= items.length) return;
  list.insertBefore(item, items[by < 0 ? to : to + 1] ?? null);
  button.focus();
  announce(`${item.textContent.trim()}: ${String(to + 1)} / ${String(items.length)}`);
}

on('click', '#chooser [name=up]', (button, event) => {
  event.preventDefault();
  move(button, -1);
});

on('click', '#chooser [name=down]', (button, event) => {
  event.preventDefault();
  move(button, 1);
});
