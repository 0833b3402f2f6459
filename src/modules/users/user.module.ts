import { defineModule, defineVerb } from '../../panel/define.ts';
import { accessPage } from '../access/index.ts';
import {
  AccountRow,
  contactFields,
  countAccounts,
  featureFields,
  findAccount,
  heldNotice,
  holdingsOf,
  limitFields,
  listAccounts,
  namesOf,
  usersOnHosts,
} from '../accounts/index.ts';
import { enterVerb } from '../acting/index.ts';
import { hostProgress, hostTones, serverChoice } from '../servers/index.ts';
import { messageVerb } from '../tickets/index.ts';
import { placeChoice, placeUser, retryUser, setShellPassword } from './host.service.ts';
import { DisableInput, MoveInput, PlaceInput, ShellPasswordInput, UserForm } from './user.schema.ts';
import {
  changeReseller,
  createUser,
  deleteUser,
  disableUser,
  enableUser,
  loadUser,
  updateUser,
} from './user.service.ts';

const { usersMax: _resellersOnly, ...limits } = limitFields;

export const userModule = defineModule({
  name: 'user',
  levels: ['admin', 'reseller'],

  list: {
    row: AccountRow,
    key: 'name',
    columns: {
      name: { as: 'name', sortable: true, link: 'edit' },
      reseller: { levels: ['admin'], minor: true },
      server: { levels: ['admin'], minor: true, off: true, narrows: 'server' },
      properties: { as: 'properties' },
      host: { as: 'state', tones: hostTones, quiet: true },
      sites: { as: 'usage', unit: 'count', sortable: true, descFirst: true },
      disk: { as: 'usage', unit: 'disk', sortable: true, descFirst: true },
      traffic: { as: 'usage', unit: 'traffic', sortable: true, descFirst: true },
      createdAt: { as: 'time', sortable: true, descFirst: true, minor: true },
    },
    defaultSort: 'name',
    views: ['active', 'disabled', 'disabled_with', 'near'],
    showDeleted: true,
    searched: true,
    toolbar: [
      ['edit', 'delete'],
      ['enable', 'disable'],
      ['access', 'message', 'enter'],
      ['move', 'place', 'shellpassword', 'retry'],
    ],
    load: (ctx, query) => listAccounts(ctx, 'user', query),
    count: (ctx, query) => countAccounts(ctx, 'user', query),
    names: (ctx, elids) => namesOf(ctx, 'user', elids),
  },

  form: {
    schema: UserForm,
    fields: {
      ...contactFields,
      reseller: { group: 'account', fixed: true, shown: (ctx) => ctx.viewer.level === 'admin' },
      server: {
        as: 'select',
        group: 'account',
        fixed: true,
        options: serverChoice,
        shown: (ctx) => ctx.viewer.level === 'admin',
      },
      ...limits,
      ...featureFields,
    },
    columns: { limits: 3, features: 2 },
    load: loadUser,
    create: createUser,
    update: updateUser,
    follows: true,
    notice: async (ctx, elid) => heldNotice(ctx, await findAccount(ctx, 'user', elid)),
  },

  verbs: {
    enable: {
      on: 'many',
      icon: 'player-play',
      undo: 'disable',
      follows: true,
      run: (ctx, elid) => enableUser(ctx, elid),
    },
    disable: defineVerb({
      on: 'many',
      icon: 'player-pause',
      undo: 'enable',
      follows: true,
      confirm: false,
      input: { schema: DisableInput, fields: { reason: {} } },
      offers: ({ reason }) => (reason === '' ? 'edit' : null),
      run: (ctx, elid, { reason }) => disableUser(ctx, elid, reason),
    }),
    delete: {
      on: 'many',
      icon: 'trash',
      danger: true,
      confirm: async (ctx, elids) => {
        const { sites, disk } = await holdingsOf(ctx, 'user', elids);
        return elids.length > 1 || sites > 0 || disk > 0 ? 'typed' : 'simple';
      },
      consequences: async (ctx, elids) => {
        const { sites, disk } = await holdingsOf(ctx, 'user', elids);
        return [{ text: 'delete_goes', values: { count: sites, disk: { amount: disk, unit: 'disk' } } }];
      },
      follows: true,
      run: (ctx, elid) => deleteUser(ctx, elid),
    },
    move: defineVerb({
      levels: ['admin'],
      on: 'many',
      icon: 'arrows-transfer-up',
      input: { schema: MoveInput, fields: { reseller: {} } },
      follows: true,
      run: (ctx, elid, { reseller }) => changeReseller(ctx, elid, reseller),
    }),
    place: defineVerb({
      levels: ['admin'],
      on: 'many',
      icon: 'server-2',
      danger: true,
      follows: true,
      input: {
        schema: PlaceInput,
        fields: { server: { as: 'select', required: true, options: (ctx, _elid, elids) => placeChoice(ctx, elids) } },
      },
      consequences: async (ctx, elids) => {
        const { sites, disk } = await holdingsOf(ctx, 'user', elids);
        const values = { count: sites, disk: { amount: disk, unit: 'disk' as const } };
        return [{ text: 'place_stays', values }, { text: 'place_archived' }];
      },
      run: (ctx, elid, { server }) => placeUser(ctx, elid, server),
    }),
    shellpassword: defineVerb({
      on: 'one',
      icon: 'terminal-2',
      whileActing: false,
      follows: true,
      input: {
        schema: ShellPasswordInput,
        fields: {
          shellPassword: { as: 'newPassword', autocomplete: 'new-password' },
          shellRemove: { as: 'switch' },
        },
      },
      run: setShellPassword,
    }),
    retry: { on: 'many', icon: 'refresh', follows: true, run: (ctx, elid) => retryUser(ctx, elid) },
    message: messageVerb('user'),
    enter: enterVerb('user'),
  },

  pages: { access: accessPage('user') },
  progress: async (ctx, elids) => hostProgress(ctx, await usersOnHosts(ctx, elids)),
});
