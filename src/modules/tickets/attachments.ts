import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse } from '../../kernel/errors.ts';
import type { Upload } from '../../kernel/upload.ts';
import { fileLimits, type FileLimits } from '../support/index.ts';
import { checkFiles, type Checked } from './attachment.check.ts';
import { discard, place } from './attachment.disk.ts';
import { insertAttachments, roomTaken, takeRoom } from './attachment.store.ts';
import type { Ticket } from './ticket.store.ts';

/** Files that lie where they are to stay, and wait for the message that has them. */
export interface Laid {
  readonly files: readonly (Checked & { readonly file: string })[];
  readonly quota: number;
  kept: boolean;
}

/** What is asked before files are taken: whose limits hold in the ticket, and what was sent. */
interface Sent {
  readonly uploads: readonly Upload[];
  providerId(): Promise<number> | number;
}

/**
 * Does work that keeps files with `keepFiles`. They are looked at and laid out before its transaction begins, which
 * then has little to do; of work that is refused none stays.
 */
export async function withFiles<T>(ctx: Ctx, sent: Sent, work: (laid: Laid) => Promise<T>): Promise<T> {
  if (sent.uploads.length === 0) return work({ files: [], quota: 0, kept: true });
  const laid = await layOut(ctx, sent);
  try {
    const answer = await work(laid);
    // Done before, when the form was sent for the first time.
    if (!laid.kept) await takeBack(ctx, laid);
    return answer;
  } catch (error) {
    // Of anything else it is not known whether the database has kept the rows: `tidyAttachments` finds out.
    if (error instanceof PanelError) await takeBack(ctx, laid);
    throw error;
  }
}

async function layOut(ctx: Ctx, sent: Sent): Promise<Laid> {
  const checked = await checkFiles(ctx, sent.uploads, await fileLimits(ctx, await sent.providerId()));
  const { quota } = await ownLimits(ctx);
  await refuseFull(ctx, checked, quota);
  const files: (Checked & { file: string })[] = [];
  for (const one of checked)
    files.push({ ...one, file: await place(ctx.installation.dataDir, one.upload.path, one.preview) });
  return { files, quota, kept: false };
}

/** How much room an account has is said by the one above it; the administrator says so itself. */
const ownLimits = ({ db, viewer }: Ctx): Promise<FileLimits> => fileLimits({ db }, viewer.parentId ?? viewer.id);

/** Names the file that does not fit. */
async function refuseFull(ctx: Ctx, files: readonly Checked[], quota: number): Promise<void> {
  const used = await roomTaken(ctx, ctx.viewer.id);
  let taken = used;
  for (const { name, upload } of files) {
    taken += upload.size;
    if (taken > quota) throw full(ctx, name, { used, quota });
  }
}

const full = (ctx: Ctx, name: string, { used, quota }: { used: number; quota: number }): PanelError =>
  refuse('limit', 'files', 'attachment.quota', {
    name,
    account: ctx.viewer.name,
    max: { amount: quota, unit: 'file' },
    used: { amount: used, unit: 'file' },
  });

async function takeBack(ctx: Ctx, { files }: Laid): Promise<void> {
  for (const { file } of files) await discard(ctx.installation.dataDir, file);
}

/** Keeps the files that came with a message; they count against whoever sends them. */
export async function keepFiles(
  tx: Ctx,
  { ticket }: Pick<Ticket, 'ticket'>,
  messageId: number,
  laid: Laid,
): Promise<void> {
  const { files, quota } = laid;
  const [first] = files;
  if (first === undefined) return;
  const bytes = files.reduce((sum, { upload }) => sum + upload.size, 0);
  if (!(await takeRoom(tx, tx.viewer.id, bytes, quota)))
    throw full(tx, first.name, { used: await roomTaken(tx, tx.viewer.id), quota });
  const rows = files.map(({ name, type, upload, file, preview }) => ({
    ticket_id: ticket.id,
    message_id: messageId,
    account_id: tx.viewer.id,
    name,
    type,
    size: upload.size,
    file,
    preview: preview !== null,
    at: tx.now,
  }));
  await insertAttachments(tx, rows);
  laid.kept = true;
}
