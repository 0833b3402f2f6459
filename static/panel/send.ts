import { find, findAll, on } from './dom.ts';

declare const htmx: { process(element: Element): void } | undefined;

// A submit event does not say which keys were held; with Ctrl the answer belongs in another tab.
let keepNative = false;
document.addEventListener(
  'click',
  ({ ctrlKey, metaKey, shiftKey }) => {
    keepNative = ctrlKey || metaKey || shiftKey;
  },
  true,
);

on('submit', 'form[data-send]', (form, event) => {
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (keepNative) {
    setTimeout(renewOperations);
    return;
  }
  event.preventDefault();
  const submitter = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  void send(form, submitter);
});

/** This page stays while another tab shows the answer; its next action must not pass for the one just sent. */
function renewOperations(): void {
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  for (const input of findAll('input[name=op]', HTMLInputElement)) input.value = id;
}

/** Sends the form and shows the answer where it belongs: a question in the dialog, a page in place of this one. */
async function send(form: HTMLFormElement, submitter: HTMLButtonElement | null): Promise<void> {
  const fields = [...new FormData(form, submitter)].filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  const body = new URLSearchParams(fields);
  form.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { 'hx-request': 'true' } });
    const goto = answer.headers.get('hx-redirect');
    if (goto === null)
      show(new DOMParser().parseFromString(await answer.text(), 'text/html'), answer.url, answer.redirected);
    else location.assign(goto);
  } catch {
    sendNatively(form, submitter);
  } finally {
    form.removeAttribute('aria-busy');
  }
}

function show(page: Document, address: string, redirected: boolean): void {
  if (find('#menu', HTMLElement)?.matches(':popover-open') === true) find('#menu', HTMLElement)?.hidePopover();
  const question = page.querySelector('#confirm');
  const dialog = find('#dialog', HTMLDialogElement);
  if (question !== null && dialog !== null && page.querySelector('.frame') !== null) ask(dialog, question);
  else replacePage(page, redirected ? address : null);
}

function ask(dialog: HTMLDialogElement, question: Element): void {
  dialog.replaceChildren(document.adoptNode(question));
  dialog.showModal();
  document.dispatchEvent(new CustomEvent('panel:swap'));
}

/** What the server answered is shown as it is: its one-time messages would be gone on a second request. */
function replacePage(page: Document, address: string | null): void {
  const same = address === null || address === location.href;
  document.title = page.title;
  const { scrollX, scrollY } = window;
  document.body.replaceWith(document.adoptNode(page.body));
  if (!same) {
    // With this mark on both entries htmx fetches the page again when one goes back or forward.
    history.replaceState({ htmx: true }, '');
    history.pushState({ htmx: true }, '', address);
  }
  window.scrollTo(same ? scrollX : 0, same ? scrollY : 0);
  htmx?.process(document.body);
  document.dispatchEvent(new CustomEvent('panel:swap'));
  find('#main', HTMLElement)?.focus({ preventScroll: true });
}

function sendNatively(form: HTMLFormElement, submitter: HTMLButtonElement | null): void {
  if (submitter !== null) {
    const func = Object.assign(document.createElement('input'), {
      type: 'hidden',
      name: submitter.name,
      value: submitter.value,
    });
    form.append(func);
  }
  form.submit();
}

on('click', '#dialog [data-close]', (_link, event) => {
  event.preventDefault();
  find('#dialog', HTMLDialogElement)?.close();
});
