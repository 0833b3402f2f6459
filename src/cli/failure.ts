import { PanelError } from '../kernel/errors.ts';
import { ConfigError } from '../kernel/settings.ts';
import { translator } from '../lang/translate.ts';

/** Exit codes: 0 done, 1 refused or failed, 2 not understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What went wrong, in one line, and the code to exit with. */
export function failureOf(thrown: unknown): { text: string; code: 1 | 2 } {
  if (thrown instanceof ConfigError || thrown instanceof UsageError) return { text: thrown.message, code: 2 };
  if (thrown instanceof PanelError) return { text: saidBy(thrown), code: 1 };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return { text: `${error.message}${cause}`, code: 1 };
}

/** The problem of each field, or the whole error when there are none. */
function saidBy({ messageKey, values, problems }: PanelError): string {
  const t = translator('en');
  if (problems.length === 0) return t(messageKey, values);
  return problems.map((problem) => `${problem.field}: ${t(problem.message, problem.values)}`).join('\n');
}
