import { announce, find, on } from './dom.ts';

interface Configured {
  ctx?: { sourceElement?: Element; request?: { body?: unknown } };
}

/** Fields left empty stay out of the address. */
document.addEventListener('htmx:config:request', (event) => {
  const { ctx } = (event as CustomEvent<Configured>).detail;
  if (ctx?.sourceElement?.id !== 'filter' || !(ctx.request?.body instanceof FormData)) return;
  const { body } = ctx.request;
  for (const [name, value] of [...body]) if (value === '') body.delete(name);
});

document.addEventListener('htmx:after:swap', () => {
  const range = find('#range, .empty h2', HTMLElement);
  announce(range?.textContent ?? '');
});

on('keydown', '#q', (input, event) => {
  if (event.key !== 'Escape' || !(input instanceof HTMLInputElement)) return;
  event.preventDefault();
  if (input.value === '') input.blur();
  input.value = '';
  input.dispatchEvent(new Event('input', { bubbles: true }));
});
