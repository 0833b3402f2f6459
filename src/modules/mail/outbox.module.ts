import { defineModule } from '../../panel/define.ts';
import { OutboxRow } from './outbox.schema.ts';
import { confirmResend, resendMail } from './outbox.service.ts';
import { countOutbox, listOutbox, outboxNames } from './outbox.store.ts';

/** Mails of the last month, and what became of them. */
export const outboxModule = defineModule({
  name: 'outbox',
  levels: ['admin'],
  list: {
    row: OutboxRow,
    key: 'id',
    columns: {
      subject: {},
      recipient: { sortable: true },
      at: { as: 'time', sortable: true, descFirst: true },
      state: {
        as: 'choice',
        tones: { waiting: 'plain', sending: 'plain', sent: 'ok', failed: 'bad', unknown: 'warn' },
      },
      attempts: { as: 'number', minor: true },
      error: { minor: true },
    },
    defaultSort: '-at',
    views: ['waiting', 'sent', 'failed', 'unknown'],
    toolbar: [['resend']],
    load: listOutbox,
    count: countOutbox,
    names: outboxNames,
  },
  verbs: { resend: { on: 'many', icon: 'send', confirm: confirmResend, run: resendMail } },
});
