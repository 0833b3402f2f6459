import { find, on, onContent } from './dom.ts';

/** What is being written stays with the tab until it has been sent. */
interface Draft {
  text: string;
  /** The last message there was when it was sent; null: it has not been. */
  sentAfter: string | null;
}

const keyOf = (text: HTMLTextAreaElement): string => `draft ${text.dataset['draft'] ?? ''}`;
const lastMessage = (): string => find('.said > :last-child', HTMLElement)?.id ?? '';

function save(text: HTMLTextAreaElement, sentAfter: string | null): void {
  if (text.value === '') sessionStorage.removeItem(keyOf(text));
  else sessionStorage.setItem(keyOf(text), JSON.stringify({ text: text.value, sentAfter } satisfies Draft));
}

/** What was sent and has not arrived, as when the session had ended, is there again. */
function restore(): void {
  const text = find('textarea[data-draft]', HTMLTextAreaElement);
  const kept = text && sessionStorage.getItem(keyOf(text));
  if (!kept) return;
  const draft = JSON.parse(kept) as Draft;
  if (draft.sentAfter !== null && draft.sentAfter !== lastMessage()) sessionStorage.removeItem(keyOf(text));
  else if (text.value === '') text.value = draft.text;
}

on('input', 'textarea[data-draft]', (text) => {
  if (text instanceof HTMLTextAreaElement) save(text, null);
});

on('submit', '#reply', () => {
  const text = find('textarea[data-draft]', HTMLTextAreaElement);
  if (text !== null) save(text, lastMessage());
});

// Nobody who signs in after this finds it.
on('submit', 'form[action$="/logout"]', () => {
  sessionStorage.clear();
});

onContent(restore);
