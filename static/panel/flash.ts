import { findAll, on, onContent } from './dom.ts';

const shownFor = 10_000;
const fadesIn = 400;
const timed = new WeakSet<HTMLElement>();

/** While somebody is at it, or it says how something goes on that has not ended well. */
const staying = ':hover, :focus-within, :has([data-follow], [data-tone=warn], [data-tone=bad])';

/** Good news goes by itself; bad news waits to be dismissed. */
function leaveLater(flash: HTMLElement): void {
  setTimeout(() => {
    if (flash.matches(staying)) {
      leaveLater(flash);
      return;
    }
    flash.classList.add('leaving');
    setTimeout(() => {
      flash.remove();
    }, fadesIn);
  }, shownFor);
}

on('click', '[data-dismiss]', (button) => {
  button.closest('.flash')?.remove();
});

onContent(() => {
  for (const flash of findAll('.flash.ok', HTMLElement)) {
    if (timed.has(flash)) continue;
    timed.add(flash);
    leaveLater(flash);
  }
});
