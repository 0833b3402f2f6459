import { find, on, onContent } from './dom.ts';

/** The button comes alive when the name is typed; the server checks it as well. */
function sync(): void {
  const input = find('#typed', HTMLInputElement);
  const button = find('#confirm .ends button', HTMLButtonElement);
  if (input === null || button === null) return;
  if (input.value.trim() === input.dataset['typed']) button.removeAttribute('aria-disabled');
  else button.setAttribute('aria-disabled', 'true');
}

on('input', '#typed', sync);

on('submit', '#confirm', (form, event) => {
  if (form.querySelector('.ends button[aria-disabled=true]') !== null) event.preventDefault();
});

onContent(sync);
