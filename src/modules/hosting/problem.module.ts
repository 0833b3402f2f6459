import { levels } from '../../kernel/ctx.ts';
import { defineModule } from '../../panel/define.ts';
import { ProblemRow } from './problem.schema.ts';
import { retryProblem } from './problem.service.ts';
import { countProblems, listProblems, problemNames } from './problem.store.ts';

/** Users and sites that their server could not bring about as they should be. */
export const problemModule = defineModule({
  name: 'problem',
  levels,
  list: {
    row: ProblemRow,
    key: 'id',
    columns: {
      object: { as: 'name', leads: 'path' },
      owner: { levels: ['admin', 'reseller'] },
      server: { levels: ['admin'], narrows: 'server' },
      problem: {},
      detail: { levels: ['admin'] },
      state: { as: 'choice', tones: { failed: 'bad', retrying: 'new' } },
      since: { as: 'time', sortable: true, descFirst: true },
    },
    defaultSort: '-since',
    views: ['users', 'sites'],
    toolbar: [['retry']],
    load: listProblems,
    count: countProblems,
    names: problemNames,
  },
  verbs: { retry: { on: 'many', icon: 'refresh', key: 'R', run: retryProblem } },
});
