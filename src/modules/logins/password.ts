import { hash, parseOptions, verify } from '@node-rs/argon2';
import { z } from 'zod';
import { PanelError, refuse } from '../../kernel/errors.ts';
import type { MessageKey } from '../../lang/messages.ts';

declare const hashed: unique symbol;
/** An argon2id hash; only what went through `preparePassword` or `hashPassword` can be stored. */
export type PasswordHash = string & { readonly [hashed]: true };

/** Characters, as a person counts them. */
export const shortestPassword = 10;
export const longestPassword = 200;

/** argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash takes 19 MiB and a thread of the pool of four that files and name lookups need too. */
const mostAtOnce = 2;
const mostWaiting = 100;
/** Names shorter than this are found in too many good passwords. */
const shortestNameSought = 4;
const fewestDifferent = 5;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < mostAtOnce) running += 1;
  else {
    if (waiting.length >= mostWaiting) throw new PanelError('too_many', 'error.too_many');
    // Whoever ends hands over its place, so the count stays.
    await new Promise<void>((go) => waiting.push(go));
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** One look for the same password typed on different keyboards (NIST SP 800-63B, 5.1.1.2). */
const normal = (text: string): string => text.normalize('NFKC');

/** Hashes without checking: for generated passwords. */
export async function hashPassword(text: string): Promise<PasswordHash> {
  return (await inTurn(() => hash(normal(text), parameters))) as PasswordHash;
}

/** Checks the rules, then hashes. Takes tens of milliseconds: call it before the transaction. */
export async function preparePassword(text: string, name: string): Promise<PasswordHash> {
  await checkPassword(text, name);
  return hashPassword(text);
}

const { memoryCost: m, timeCost: t, parallelism: p } = parameters;
/** The hash of no password, which costs as much to compare with as a real one. Made beforehand: the attempt that first needed it would take twice as long. */
export const nobodysHash = `$argon2id$v=19$m=${m},t=${t},p=${p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Takes the same time whether there is a hash or not, so that nobody learns which names exist. */
export async function matches(stored: string | null, text: string): Promise<boolean> {
  const right = await inTurn(() => verify(stored ?? nobodysHash, normal(text)));
  return right && stored !== null;
}

/** The stored hash was made with other parameters than new ones are. */
export function isOutdated(stored: string): boolean {
  const used = parseOptions(stored);
  return (
    used.memoryCost !== parameters.memoryCost ||
    used.timeCost !== parameters.timeCost ||
    used.parallelism !== parameters.parallelism
  );
}

/** The field of a form for a new password; empty is none. Says at once what can be seen of the password alone. */
export const NewPassword = z.string().superRefine((text, found) => {
  const wrong = text === '' ? null : wrongByItself(text);
  if (wrong) found.addIssue({ code: 'custom', message: wrong.message, params: wrong.values });
});

/** Throws what is wrong with a new password, as a problem of the field. */
export async function checkPassword(text: string, name: string, field = 'password'): Promise<void> {
  const wrong = wrongByItself(text);
  if (wrong) throw refuse('invalid', field, wrong.message, wrong.values);
  const plain = normal(text).toLowerCase();
  if (name.length >= shortestNameSought && plain.includes(name.toLowerCase()))
    throw refuse('invalid', field, 'password.contains_name');
  if ((await commonPasswords()).has(plain)) throw refuse('invalid', field, 'password.common');
}

function wrongByItself(text: string): { message: MessageKey; values: Record<string, number> } | null {
  const length = Array.from(text).length;
  if (length < shortestPassword) return { message: 'password.short', values: { min: shortestPassword } };
  if (length > longestPassword) return { message: 'password.long', values: { max: longestPassword } };
  const fewDifferent = new Set(normal(text).toLowerCase()).size < fewestDifferent;
  return fewDifferent ? { message: 'password.common', values: {} } : null;
}

let common: Promise<ReadonlySet<string>> | undefined;

/** The list is unpacked when first needed: it costs memory that most processes never use. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].filter((text) => text.length >= shortestPassword)),
  );
  return common;
}
