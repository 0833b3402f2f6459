import escapeHtml from 'escape-html';

/** HTML in which everything that was written by people is escaped already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** HTML with values put in: markup`<b>${name}</b>`. Text is escaped, markup stays as it is. Attributes must be quoted. */
export function markup(texts: TemplateStringsArray, ...values: readonly (string | Markup)[]): Markup {
  let text = '';
  let at = 0;
  for (const value of values) {
    text += texts[at] ?? '';
    text += value instanceof Markup ? value.text : escapeHtml(value);
    at += 1;
  }
  return new Markup(text + (texts[at] ?? ''));
}

export const none = new Markup('');

export function joined(parts: readonly Markup[]): Markup {
  let text = '';
  for (const part of parts) text += part.text;
  return new Markup(text);
}
