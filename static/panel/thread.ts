import { find, on, onContent } from './dom.ts';

const answer = (): HTMLTextAreaElement | null => find('#reply textarea', HTMLTextAreaElement);

document.addEventListener('keydown', (event) => {
  const isSending = (event.ctrlKey || event.metaKey) && event.key === 'Enter';
  const form = event.target instanceof HTMLTextAreaElement ? event.target.form : null;
  if (!isSending || form?.id !== 'reply') return;
  event.preventDefault();
  form.requestSubmit();
});

/** The words in the empty field say who will read what is written there. */
function syncMode(): void {
  const text = answer();
  if (text === null) return;
  text.dataset['answer'] ??= text.placeholder;
  const isNote = find('#reply [name=internal][value=on]:checked', HTMLInputElement) !== null;
  text.placeholder = (isNote ? text.dataset['note'] : text.dataset['answer']) ?? '';
}

on('change', '#reply [name=internal]', syncMode);

on('click', '[data-insert]', (button) => {
  const text = answer();
  const words = button.closest('li')?.querySelector('.words')?.textContent ?? '';
  if (text === null) return;
  find('#answers', HTMLElement)?.hidePopover();
  text.setRangeText(words, text.selectionStart, text.selectionEnd, 'end');
  text.dispatchEvent(new Event('input', { bubbles: true }));
  text.focus();
});

/** Names what is going to be sent along. */
function syncFiles(): void {
  const input = find('#f-files', HTMLInputElement);
  const list = find('.attach .files', HTMLElement);
  if (input === null || list === null) return;
  const names = [...(input.files ?? [])].map(({ name }) => name);
  list.replaceChildren(
    ...names.map((name) => {
      const item = document.createElement('li');
      item.className = 'file';
      item.textContent = name;
      return item;
    }),
  );
  const none = find('[data-detach]', HTMLButtonElement);
  if (none !== null) none.hidden = names.length === 0;
}

on('change', '#f-files', syncFiles);

on('click', '[data-detach]', () => {
  const input = find('#f-files', HTMLInputElement);
  if (input === null) return;
  input.value = '';
  syncFiles();
  input.focus();
});

/** Says that what is unread has been read, once it has been in sight. */
function markSeen(): void {
  const form = find('form[data-seen]', HTMLFormElement);
  if (form === null || document.visibilityState !== 'visible') return;
  delete form.dataset['seen'];
  const button = find('button', HTMLButtonElement, form);
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) if (typeof value === 'string') body.append(name, value);
  // Not the operation of the page's forms: what is sent with those would pass for done.
  body.set('op', crypto.getRandomValues(new Uint32Array(4)).join('-'));
  body.set('quiet', 'on');
  void fetch(form.action, { method: 'POST', body, keepalive: true }).catch(() => {
    form.dataset['seen'] = '';
  });
}

document.addEventListener('visibilitychange', markSeen);

onContent(() => {
  syncMode();
  syncFiles();
  markSeen();
});

/** Whether there is an answer to write, and then goes there. */
export function focusAnswer(): boolean {
  const text = answer();
  text?.focus();
  return text !== null;
}
