import { find, on } from './dom.ts';

/** Milliseconds after the last key. */
const patience = 400;
/** Fields that have been left once: what is wrong with them may be said while they are mended. */
const left = new WeakSet<HTMLElement>();
const asked = new WeakMap<HTMLElement, AbortController>();
let timer: number | undefined;

/** Asks the server what its form would say of the field. Without an answer nothing is said: the form itself will. */
async function check(input: HTMLInputElement): Promise<void> {
  clearTimeout(timer);
  asked.get(input)?.abort();
  const latest = new AbortController();
  asked.set(input, latest);
  const { value } = input;
  if (value.trim() === '') {
    say(input, null);
    return;
  }
  const address = `${input.dataset['check'] ?? ''}&value=${encodeURIComponent(value)}`;
  try {
    const answer = await fetch(address, { headers: { accept: 'application/json' }, signal: latest.signal });
    if (answer.ok) say(input, ((await answer.json()) as { problem: string | null }).problem);
  } catch {
    // The next one asks again.
  }
}

function say(input: HTMLInputElement, problem: string | null): void {
  const place = find(`#${CSS.escape(input.id)}-check`, HTMLElement);
  const model = place?.nextElementSibling;
  if (place === null || !(model instanceof HTMLTemplateElement)) return;
  find(`#${CSS.escape(input.id)}-problem`, HTMLElement)?.remove();
  input.classList.toggle('is-invalid', problem !== null);
  if (problem === null) input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
  const shown = problem === null ? [] : [...model.content.cloneNode(true).childNodes];
  const [words] = shown;
  if (words instanceof Element) words.append(problem ?? '');
  place.replaceChildren(...shown);
}

on('focusout', '[data-check]', (input) => {
  if (!(input instanceof HTMLInputElement) || (input.value === '' && !left.has(input))) return;
  left.add(input);
  void check(input);
});

on('input', '[data-check]', (input) => {
  clearTimeout(timer);
  if (input instanceof HTMLInputElement && left.has(input)) timer = setTimeout(() => void check(input), patience);
});
