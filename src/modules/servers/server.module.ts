import { defineModule } from '../../panel/define.ts';
import { countServers, listServers, serverNames } from './server-list.store.ts';
import { factsPage } from './server.page.ts';
import { ServerForm, ServerRow } from './server.schema.ts';
import {
  applyNow,
  confirmDelete,
  consequencesOfDelete,
  createServer,
  deleteServer,
  loadServer,
  updateServer,
} from './server.service.ts';
import { tokenVerb } from './token.verb.ts';

/** The machines that users and their sites are on. */
export const serverModule = defineModule({
  name: 'server',
  levels: ['admin'],

  list: {
    row: ServerRow,
    key: 'name',
    columns: {
      name: { as: 'name', sortable: true, link: 'facts' },
      state: { as: 'choice', tones: { online: 'ok', applying: 'new', problem: 'bad', lost: 'bad', never: 'off' } },
      accounts: { as: 'number', leads: 'accountsPath' },
      problems: { as: 'number', leads: 'problemsPath' },
      waiting: { as: 'time' },
      seen: { as: 'time' },
      newUsers: { as: 'flag', minor: true },
      version: { minor: true, quiet: true },
      createdAt: { as: 'time', sortable: true, descFirst: true, minor: true, off: true },
    },
    defaultSort: 'name',
    views: ['problems', 'lost'],
    toolbar: [
      ['facts', 'edit', 'delete'],
      ['apply', 'token'],
    ],
    load: listServers,
    count: countServers,
    names: serverNames,
  },

  form: {
    schema: ServerForm,
    fields: {
      name: { group: 'server', required: true },
      address: { group: 'server' },
      isDefault: { as: 'switch', group: 'users' },
    },
    load: loadServer,
    create: createServer,
    update: updateServer,
  },

  verbs: {
    delete: {
      on: 'many',
      icon: 'trash',
      danger: true,
      confirm: confirmDelete,
      consequences: consequencesOfDelete,
      run: deleteServer,
    },
    apply: { on: 'many', icon: 'refresh', run: applyNow },
    token: tokenVerb,
  },

  pages: { facts: factsPage },
});
