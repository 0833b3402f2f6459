import { defineModule, defineVerb } from '../../panel/define.ts';
import { accessPage } from '../access/index.ts';
import {
  AccountRow,
  contactFields,
  countAccounts,
  countHeldByHand,
  featureFields,
  findAccount,
  heldNotice,
  limitFields,
  listAccounts,
  namesOf,
} from '../accounts/index.ts';
import { enterVerb } from '../acting/index.ts';
import { serverChoice } from '../servers/index.ts';
import { messageVerb } from '../tickets/index.ts';
import { resellerProgress } from './reseller.progress.ts';
import { DisableInput, EnableInput, ResellerForm } from './reseller.schema.ts';
import {
  confirmDelete,
  createReseller,
  deleteReseller,
  disableReseller,
  enableReseller,
  loadReseller,
  updateReseller,
} from './reseller.service.ts';

export const resellerModule = defineModule({
  name: 'reseller',
  levels: ['admin'],

  list: {
    row: AccountRow,
    key: 'name',
    columns: {
      name: { as: 'name', sortable: true, link: 'edit' },
      properties: { as: 'properties' },
      users: { as: 'usage', unit: 'count', sortable: true, descFirst: true },
      disk: { as: 'usage', unit: 'disk', sortable: true, descFirst: true },
      traffic: { as: 'usage', unit: 'traffic', sortable: true, descFirst: true },
      createdAt: { as: 'time', sortable: true, descFirst: true, minor: true },
    },
    defaultSort: 'name',
    views: ['active', 'disabled', 'near'],
    showDeleted: true,
    searched: true,
    toolbar: [
      ['edit', 'delete'],
      ['enable', 'disable'],
      ['access', 'message', 'enter'],
    ],
    load: (ctx, query) => listAccounts(ctx, 'reseller', query),
    count: (ctx, query) => countAccounts(ctx, 'reseller', query),
    names: (ctx, elids) => namesOf(ctx, 'reseller', elids),
  },

  form: {
    schema: ResellerForm,
    fields: {
      ...contactFields,
      server: { as: 'select', group: 'account', options: serverChoice },
      ...limitFields,
      oversell: { as: 'switch', group: 'limits' },
      ...featureFields,
    },
    columns: { limits: 2, features: 2 },
    load: loadReseller,
    create: createReseller,
    update: updateReseller,
    follows: true,
    notice: async (ctx, elid) => heldNotice(ctx, await findAccount(ctx, 'reseller', elid)),
  },

  verbs: {
    enable: defineVerb({
      on: 'many',
      icon: 'player-play',
      undo: 'disable',
      follows: true,
      input: { schema: EnableInput, fields: { everyUser: { as: 'switch' } } },
      confirm: async (ctx, elids) => ((await countHeldByHand(ctx, elids)) > 0 ? 'simple' : false),
      consequences: async (ctx, elids) => [
        { text: 'enable_stay', values: { count: await countHeldByHand(ctx, elids) } },
      ],
      run: (ctx, elid, { everyUser }) => enableReseller(ctx, elid, everyUser),
    }),
    disable: defineVerb({
      on: 'many',
      icon: 'player-pause',
      undo: 'enable',
      follows: true,
      confirm: false,
      input: { schema: DisableInput, fields: { reason: {} } },
      offers: ({ reason }) => (reason === '' ? 'edit' : null),
      run: (ctx, elid, { reason }) => disableReseller(ctx, elid, reason),
    }),
    delete: {
      on: 'many',
      icon: 'trash',
      danger: true,
      confirm: confirmDelete,
      run: (ctx, elid) => deleteReseller(ctx, elid),
    },
    message: messageVerb('reseller'),
    enter: enterVerb('reseller'),
  },

  pages: { access: accessPage('reseller') },
  progress: resellerProgress,
});
