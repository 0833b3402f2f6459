import type { MessageKey } from '../lang/messages.ts';

/** Everything a caller may be told, with its HTTP status. Anything else that is thrown is a bug and becomes `internal`. */
export const statusOf = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit: 409,
  too_many: 429,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof statusOf;

/** An amount of a resource: rows, or bytes of disk (shown as GiB), traffic (shown as GB) or files (shown in what fits). */
export interface Amount {
  readonly amount: number;
  readonly unit: 'count' | 'disk' | 'traffic' | 'file';
}

/** Values for the placeholders of a message; numbers and amounts are formatted for the reader, `count` chooses the plural. */
export type MessageValues = Readonly<Record<string, string | number | Amount>>;

/** One thing wrong with what was given: the field, what is wrong and how to mend it. */
export interface Problem {
  readonly field: string;
  readonly message: MessageKey;
  readonly values?: MessageValues;
}

export class PanelError extends Error {
  override readonly name = 'PanelError';
  /** The list where the cause can be seen, already filtered. */
  see: { readonly func: string; readonly filter: string } | null = null;
  constructor(
    readonly code: ErrorCode,
    readonly messageKey: MessageKey,
    readonly values: MessageValues = {},
    /** Given when the error belongs to fields of the form. */
    readonly problems: readonly Problem[] = [],
  ) {
    super(`${code}: ${messageKey} ${JSON.stringify(values)}`);
  }
}

export const notFound = (what: string): PanelError => new PanelError('not_found', 'error.not_found', { what });
export const forbidden = (func: string): PanelError => new PanelError('forbidden', 'error.forbidden', { func });

/** A refusal that belongs to one field of the form. */
export function refuse(code: ErrorCode, field: string, message: MessageKey, values: MessageValues = {}): PanelError {
  return new PanelError(code, message, values, [{ field, message, values }]);
}
