import { defineModule } from '../../panel/define.ts';
import { JournalRow } from './journal.schema.ts';
import { countJournal, listJournal } from './journal.store.ts';

export const journalModule = defineModule({
  name: 'journal',
  levels: ['admin', 'reseller', 'user'],
  list: {
    row: JournalRow,
    key: 'id',
    columns: {
      at: { as: 'time', exact: true, sortable: true, descFirst: true },
      who: { narrows: 'login' },
      as: {},
      func: { narrows: 'func' },
      object: { narrows: 'object' },
      address: { minor: true },
      change: { as: 'change', minor: true },
    },
    defaultSort: '-at',
    load: listJournal,
    count: countJournal,
    names: () => Promise.resolve(new Map()),
  },
});
