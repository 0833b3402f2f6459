import { defineModule } from 'sublet/plugin';
import { NoticeForm, NoticeRow } from './notice.schema.ts';
import {
  createNotice,
  deleteNotice,
  loadNotice,
  publishNotice,
  updateNotice,
  withdrawNotice,
} from './notice.service.ts';
import { countNotices, listNotices, noticeNames } from './notice.store.ts';

/** Where the administrator and resellers write what the accounts directly below them shall read. */
export const noticeModule = defineModule({
  name: 'notice',
  levels: ['admin', 'reseller'],

  list: {
    row: NoticeRow,
    key: 'id',
    columns: {
      subject: { as: 'name', sortable: true, link: 'edit' },
      shown: { as: 'flag', sortable: true },
    },
    defaultSort: 'subject',
    toolbar: [
      ['edit', 'delete'],
      ['publish', 'withdraw'],
    ],
    load: listNotices,
    count: countNotices,
    names: noticeNames,
  },

  form: {
    schema: NoticeForm,
    fields: { subject: { required: true }, body: { as: 'textarea', required: true } },
    load: loadNotice,
    create: createNotice,
    update: updateNotice,
  },

  verbs: {
    publish: { on: 'many', icon: 'send', undo: 'withdraw', run: publishNotice },
    withdraw: { on: 'many', icon: 'archive', undo: 'publish', run: withdrawNotice },
    delete: { on: 'many', icon: 'trash', danger: true, confirm: 'simple', run: deleteNotice },
  },
});
