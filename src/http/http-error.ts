import { PanelError, type MessageValues } from '../kernel/errors.ts';
import type { MessageKey } from '../lang/messages.ts';

/** Something wrong with the request itself, with a status that nothing in the panel answers. */
export class HttpError extends PanelError {
  constructor(
    readonly status: number,
    messageKey: MessageKey,
    values: MessageValues = {},
  ) {
    super('invalid', messageKey, values);
  }
}

/** For Retry-After: what the one that refused has counted, or a minute. */
export function secondsToWait({ values }: PanelError): string {
  const { seconds } = values;
  return typeof seconds === 'number' ? String(seconds) : '60';
}
