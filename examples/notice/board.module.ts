import { defineModule } from 'sublet/plugin';
import { BoardRow } from './notice.schema.ts';
import { countBoard, listBoard } from './notice.store.ts';

/** Where resellers and users read what the account above shows them. */
export const boardModule = defineModule({
  name: 'board',
  levels: ['reseller', 'user'],

  list: {
    row: BoardRow,
    key: 'id',
    columns: {
      subject: { as: 'name', sortable: true },
      body: {},
      shownAt: { as: 'time', sortable: true, descFirst: true },
    },
    defaultSort: '-shownAt',
    load: listBoard,
    count: countBoard,
    names: () => Promise.resolve(new Map()),
  },
});
