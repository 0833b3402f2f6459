import type { Answer } from '../../panel/answer.ts';
import type { ThreadView } from '../html.pages.view.ts';
import { frame, type Writer } from './frame.ts';

type PageAnswer = Extract<Answer, { kind: 'page' }>;

/** What the module ticket answers; `output/` knows no module, so its shape is said again here. */
interface ThreadData {
  elid: string;
  subject: string;
}

/** A conversation: what has been said, the form to answer, and what is known of it. */
export function threadView(write: Writer, { module, data }: PageAnswer): ThreadView {
  const { elid, subject } = data as unknown as ThreadData;
  return {
    ...frame(write, module.name),
    view: 'thread',
    title: subject,
    crumbs: [{ label: write.caption('ticket', 'title'), href: `${write.base}/ticket` }],
    elid,
  };
}
