import { levels } from '../../kernel/ctx.ts';
import { defineModule, defineVerb } from '../../panel/define.ts';
import { attachmentFile, attachmentPreview, fileChoice } from './attachment.file.ts';
import { detachFile, whatGoes } from './detach.service.ts';
import { messageFields, priorityOptions } from './message.verb.ts';
import { threadPage } from './thread.page.ts';
import { assignees, createTicket, loadTicket, ticketCategories, updateTicket } from './ticket.form.ts';
import { countTickets, listTickets, ticketNames } from './ticket-list.store.ts';
import { DetachInput, ReplyInput, TicketForm, TicketRow } from './ticket.schema.ts';
import { archiveTicket, closeTicket, markTicket, reopenTicket, replyTicket } from './ticket.service.ts';

const fresh = (_ctx: unknown, elid: string | null): boolean => elid === null;

export const ticketModule = defineModule({
  name: 'ticket',
  levels,

  list: {
    row: TicketRow,
    key: 'number',
    columns: {
      subject: { as: 'name', sortable: true, link: 'thread' },
      number: { as: 'number', sortable: true, descFirst: true },
      with: { sortable: true },
      priority: { as: 'choice', sortable: true, tones: { high: 'bad', medium: 'plain', low: 'plain' } },
      category: { minor: true },
      status: { as: 'choice', sortable: true, tones: { new: 'new', us: 'warn', them: 'plain', closed: 'off' } },
      assignee: { sortable: true, minor: true },
      last: { as: 'time', sortable: true, descFirst: true },
      firstAnswer: { as: 'duration', minor: true },
      open: { as: 'duration', minor: true },
    },
    defaultSort: '-last',
    views: ['new', 'us', 'them', 'overdue', 'closed', 'archived'],
    searched: true,
    toolbar: [['edit'], ['close', 'reopen'], ['archive', 'unarchive'], ['read', 'unread']],
    load: listTickets,
    count: countTickets,
    names: ticketNames,
  },

  form: {
    schema: TicketForm,
    fields: {
      to: { group: 'ticket', required: true, shown: (ctx, elid) => elid === null && ctx.viewer.level === 'admin' },
      ...messageFields,
      subject: { group: 'ticket', required: true, fixed: true },
      priority: { as: 'select', group: 'ticket', options: priorityOptions },
      category: { as: 'select', group: 'ticket', options: ticketCategories },
      assignee: { as: 'select', group: 'ticket', options: assignees, shown: (_ctx, elid) => elid !== null },
      text: { as: 'textarea', group: 'ticket', required: true, shown: fresh },
      files: {
        as: 'files',
        group: 'ticket',
        shown: fresh,
        options: (ctx) => fileChoice(ctx, ctx.viewer.parentId ?? ctx.viewer.id),
      },
    },
    load: loadTicket,
    create: createTicket,
    update: updateTicket,
  },

  verbs: {
    reply: defineVerb({
      on: 'one',
      icon: 'send',
      hidden: true,
      page: 'thread',
      confirm: false,
      input: {
        schema: ReplyInput,
        fields: {
          text: { as: 'textarea', required: true },
          internal: { as: 'switch' },
          close: { as: 'switch' },
          files: { as: 'files' },
        },
      },
      run: async (ctx, elid, input) => {
        await replyTicket(ctx, elid, input);
        return { goto: `/ticket.thread?elid=${elid}#reply` };
      },
    }),
    detach: defineVerb({
      on: 'one',
      icon: 'trash',
      hidden: true,
      danger: true,
      confirm: 'simple',
      consequences: whatGoes,
      input: { schema: DetachInput, fields: { file: { as: 'hidden' } } },
      run: detachFile,
    }),
    close: { on: 'many', icon: 'circle-check', undo: 'reopen', run: closeTicket },
    reopen: { on: 'many', icon: 'refresh', undo: 'close', run: reopenTicket },
    archive: { on: 'many', icon: 'archive', undo: 'unarchive', run: (ctx, elid) => archiveTicket(ctx, elid, true) },
    unarchive: {
      on: 'many',
      icon: 'archive-off',
      undo: 'archive',
      run: (ctx, elid) => archiveTicket(ctx, elid, false),
    },
    read: { on: 'many', icon: 'mail-opened', undo: 'unread', run: (ctx, elid) => markTicket(ctx, elid, false) },
    unread: { on: 'many', icon: 'mail', undo: 'read', run: (ctx, elid) => markTicket(ctx, elid, true) },
  },

  pages: { thread: threadPage },
  files: { file: attachmentFile, preview: attachmentPreview },
});
