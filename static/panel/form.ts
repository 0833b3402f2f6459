import { find, findAll, on, onContent } from './dom.ts';

// Without letters and digits that are mistaken for each other when read aloud.
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 20;

const field = (id: string | undefined): HTMLInputElement | null =>
  id === undefined ? null : find(`#${CSS.escape(id)}`, HTMLInputElement);

function generate(): string {
  const limit = 256 - (256 % alphabet.length);
  let word = '';
  while (word.length < length)
    for (const byte of crypto.getRandomValues(new Uint8Array(length)))
      if (byte < limit && word.length < length) word += alphabet.charAt(byte % alphabet.length);
  return word;
}

function reveal(input: HTMLInputElement, shown: boolean): void {
  input.type = shown ? 'text' : 'password';
  input.parentElement?.querySelector('[data-show]')?.setAttribute('aria-pressed', String(shown));
}

on('click', '[data-show]', (button) => {
  const input = field(button.dataset['show']);
  if (input !== null) reveal(input, input.type === 'password');
});

on('click', '[data-generate]', (button) => {
  const input = field(button.dataset['generate']);
  if (input === null) return;
  const word = generate();
  // Where it has to be entered twice it is entered twice.
  for (const again of findAll('[autocomplete=new-password]', HTMLInputElement, input.form ?? document)) {
    again.value = word;
    reveal(again, true);
    again.dispatchEvent(new Event('input', { bubbles: true }));
  }
  input.select();
});

let changed = false;

on('input', 'form[data-guard]', () => {
  changed = true;
});

on('submit', 'form', () => {
  changed = false;
});

window.addEventListener('beforeunload', (event) => {
  if (changed && document.querySelector('form[data-guard]') !== null) event.preventDefault();
});

// A link of the summary goes to its field, which a plain jump to the anchor would scroll to but not focus everywhere.
on('click', '.alert a[href^="#"]', (link, event) => {
  const target = find(link.getAttribute('href') ?? '', HTMLElement);
  if (target === null) return;
  event.preventDefault();
  target.focus();
});

onContent(() => {
  find('[data-focus]', HTMLElement)?.focus();
});
