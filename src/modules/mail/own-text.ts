import { createContext, Script } from 'node:vm';
import EmailReplyParser from 'email-reply-parser';
import { marker } from './message-id.ts';

/** Twice as much as a message may hold: the parser's patterns take their time over long texts. */
const mostRead = 40_000;

/** What somebody has written himself in an answer: without the mail that it quotes, and without a signature. */
export function ownText(text: string): string {
  const whole = text.replaceAll('\r\n', '\n').slice(0, mostRead);
  const lines = whole.split('\n');
  const at = lines.findIndex(isMarker);
  if (at < 0) return withoutQuote(whole);
  const above = withoutQuoting(withoutQuote(lines.slice(0, at).join('\n')));
  // Some people write below what they quote.
  return above === '' ? withoutQuoting(withoutQuote(lines.filter((line) => !isQuote(line)).join('\n'))) : above;
}

const isMarker = (line: string): boolean => line.replace(/^[\s>|]+/, '').startsWith(marker);
const isQuote = (line: string): boolean => /^\s*>/.test(line) || isMarker(line);

/** Milliseconds. Some of the parser's patterns would take hours over texts made for that; other texts take one or two. */
const patience = 1000;
const parsing = new Script('parse()');

function withoutQuote(text: string): string {
  const parse = (): string => new EmailReplyParser().read(text).getVisibleText();
  try {
    // Not to shut anything in: it is how work that does not wait is stopped.
    return String(parsing.runInContext(createContext({ parse }), { timeout: patience })).trim();
  } catch {
    return text
      .split('\n')
      .filter((line) => !isQuote(line))
      .join('\n')
      .trim();
  }
}

/** A line in which a mail program says whom it quotes: what it quotes has been cut off before the parser could see it. */
const quoting = /^.{0,300}(?:@|\d{4}).{0,300}:\s*$/u;

/** Long ones are broken in two. */
function withoutQuoting(text: string): string {
  const lines = text.split('\n');
  const count = [1, 2].find((last) => last <= lines.length && quoting.test(lines.slice(-last).join(' ').trim()));
  return count === undefined ? text : lines.slice(0, -count).join('\n').trim();
}
