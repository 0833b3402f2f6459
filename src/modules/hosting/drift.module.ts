import { defineModule } from '../../panel/define.ts';
import { DriftRow } from './drift.schema.ts';
import { countDrift, driftNames, listDrift } from './drift.store.ts';

/** What agents have found other than they had left it. */
export const driftModule = defineModule({
  name: 'drift',
  levels: ['admin'],
  list: {
    row: DriftRow,
    key: 'id',
    columns: {
      at: { as: 'time', exact: true, sortable: true, descFirst: true },
      server: { narrows: 'server' },
      what: {},
      found: {},
      state: { as: 'choice', tones: { repaired: 'plain', left: 'bad' } },
    },
    defaultSort: '-at',
    views: ['repaired', 'left'],
    load: listDrift,
    count: countDrift,
    names: driftNames,
  },
});
