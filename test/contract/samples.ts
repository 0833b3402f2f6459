import { failedSite } from '../helpers/plant-host.ts';
import { ticketOf } from '../helpers/tickets.ts';
import type { Name } from '../helpers/tree.ts';
import { certificateParams } from './host-verbs.ts';

export interface Sample {
  readonly by: Name;
  readonly elid?: string;
  /** Right in every field. */
  readonly right: Readonly<Record<string, string>>;
  /** What each field refuses; a field that takes whatever it is given has none. */
  readonly wrong: Readonly<Record<string, readonly string[]>>;
}

const long = (length: number): string => 'x'.repeat(length + 1);
const limit = ['-1', 'ten', '1e9', '1,5,5', '0x10', 'NaN', 'Infinity', '-∞', '99999999999999', '[]', '{}'];
const switches = (...names: string[]): Record<string, []> => Object.fromEntries(names.map((name) => [name, []]));

const account = {
  name: [
    '',
    'Ünïcode',
    'Upper',
    '1abc',
    '-abc',
    'a b',
    'a.b',
    'a@b',
    'root',
    'www-data',
    long(31),
    'a\u200bb',
    'a\nb',
    '../a',
  ],
  password: ['short', 'password123', long(200), 'aaaaaaaaaaaaaaaa'],
  displayName: [long(120)],
  email: [
    'nobody',
    'a@',
    '@b.example',
    'a b@c.example',
    'a@b.example, c@d.example',
    'a@b.example\nbcc: c@d.example',
    `${long(254)}@b.example`,
  ],
  comment: [long(2000)],
  diskMax: limit,
  trafficMax: limit,
  sitesMax: limit,
  ...switches('shell', 'cgi', 'php', 'ssi', 'https'),
};
const limits = { diskMax: '1', trafficMax: '1', sitesMax: '1' };

const hours = ['-1', '0', 'ten', '1e9', '8761', 'NaN', '∞∞'];
const message = { subject: 'Maintenance', text: 'Tonight.' };
const wrongMessage = {
  subject: ['', ' \t ', long(200)],
  priority: ['', 'urgent', '1', 'HIGH'],
  category: ['x', '424242', '-1', long(10)],
  text: ['', ' \n ', long(20_000)],
  files: [],
};

/** Every form and every verb with an input; one that is missing here fails. */
export const samples: Readonly<Record<string, Sample | readonly Sample[]>> = {
  'reseller.edit': {
    by: 'root',
    right: { name: 'west', usersMax: '3', ...limits },
    wrong: { ...account, usersMax: limit, server: ['nobody', long(64)], ...switches('oversell') },
  },
  'user.edit': {
    by: 'root',
    right: { name: 'anna', reseller: 'north', ...limits },
    wrong: { ...account, reseller: ['nobody', 'alice', long(32)], server: ['nobody', long(64)] },
  },
  'site.edit': {
    by: 'north',
    right: { name: 'new.example', owner: 'alice' },
    wrong: {
      name: [
        '',
        'localhost',
        'a b.example',
        '-a.example',
        'a..example',
        '127.0.0.1',
        'a.example/x',
        'a.example;',
        '"a.example',
        'a\u200b.example',
        `${long(63)}.example`,
        `${'a.'.repeat(127)}example`,
        '*.example',
        'a_b.example',
        '[::1]',
      ],
      owner: ['', 'nobody', 'carol', 'north', long(32)],
      ...switches('cgi', 'php', 'ssi', 'https'),
    },
  },
  'ticket.edit': [
    {
      by: 'root',
      right: { to: 'north', ...message },
      wrong: { ...wrongMessage, to: ['', 'nobody', 'alice', 'root', long(64)] },
    },
    {
      by: 'north',
      elid: ticketOf('alice'),
      right: {},
      wrong: {
        priority: wrongMessage.priority,
        category: wrongMessage.category,
        // The login of another.
        assignee: ['x', '424242', '1', long(10)],
      },
    },
  ],
  'ticket.reply': {
    by: 'north',
    elid: ticketOf('alice'),
    right: { text: 'Here you are.' },
    wrong: { text: wrongMessage.text, files: [], ...switches('internal', 'close') },
  },
  'ticket.detach': {
    by: 'alice',
    elid: ticketOf('alice'),
    right: {},
    wrong: { file: ['', 'x', '-1', '1e0', '0x1', '../1', '1 2', long(10)] },
  },
  'reseller.message': { by: 'root', elid: 'north', right: message, wrong: wrongMessage },
  'user.message': { by: 'north', elid: 'alice', right: message, wrong: wrongMessage },
  'ticketcategory.edit': {
    by: 'north',
    right: { name: 'Billing' },
    wrong: { name: ['', ' \t ', long(80), 'Zieliński & Żółć 0 of north'] },
  },
  'server.edit': [
    {
      by: 'root',
      right: { name: 'web9', address: '192.0.2.9' },
      wrong: {
        name: ['', '7', 'a b', '-a', '.a', 'zażółć', 'a"b', 'a\nb', 'local', long(64)],
        address: ['a b', '256.1.1.1', '1.2.3', '-a.example', 'a..example', 'http://a.example', ':::', 'a_b', long(253)],
      },
    },
    { by: 'root', elid: 'local', right: {}, wrong: { isDefault: ['off'] } },
  ],
  'savedanswer.edit': {
    by: 'north',
    right: { name: 'Hello', text: 'Good day.' },
    wrong: { name: ['', ' \t ', long(100), 'Zieliński & Żółć 0 of north'], text: wrongMessage.text },
  },
  ticketsetting: [
    {
      by: 'root',
      right: {},
      wrong: {
        answerHigh: hours,
        answerMedium: hours,
        answerLow: hours,
        fileSize: ['-1', 'ten', '101', '1e2', 'NaN'],
        fileCount: ['-1', 'ten', '21'],
        fileQuota: ['-1', 'ten', '1048577'],
        fileTypes: ['exe', 'png html', 'svg', '../png', '<png>', long(500)],
      },
    },
    {
      by: 'north',
      right: {},
      wrong: { fileSize: ['100'], fileCount: ['20'], fileQuota: ['1048576'], fileTypes: ['exe'] },
    },
  ],
  profile: {
    by: 'alice',
    right: { lang: 'en', tz: 'UTC' },
    wrong: {
      lang: ['', 'xx', '../en', 'EN'],
      tz: ['', 'Mars/Base', '../UTC', 'utc;'],
      ...Object.fromEntries(
        ['new', 'answer', 'assigned', 'closed'].map((name) => [`notify_${name}`, ['', 'sms', 'BOTH']]),
      ),
      shellPassword: ['short', 'aaaaaaaaaaaaaaaa', long(200)],
      ...switches('shortcuts', 'password_now', 'password', 'password_again', 'shellRemove'),
    },
  },
  'reseller.disable': { by: 'root', elid: 'north', right: {}, wrong: { reason: [long(500)] } },
  'reseller.enable': { by: 'root', elid: 'north', right: {}, wrong: switches('everyUser') },
  'reseller.enter': { by: 'root', elid: 'north', right: {}, wrong: { back: [long(500)] } },
  'user.disable': { by: 'north', elid: 'alice', right: {}, wrong: { reason: [long(500)] } },
  'user.enter': { by: 'north', elid: 'alice', right: {}, wrong: { back: [long(500)] } },
  'user.move': { by: 'root', elid: 'alice', right: {}, wrong: { reseller: [long(32)] } },
  'user.place': { by: 'root', elid: 'alice', right: {}, wrong: { server: ['', 'nobody', long(64)] } },
  'user.shellpassword': {
    by: 'north',
    elid: 'alice',
    right: {},
    wrong: {
      shellPassword: ['', 'short', 'password123', 'alice in chains', long(200), 'aaaaaaaaaaaaaaaa'],
      ...switches('shellRemove'),
    },
  },
  'site.certificate': {
    by: 'alice',
    elid: failedSite,
    right: certificateParams,
    wrong: {
      chain: ['', 'x', certificateParams.privateKey, certificateParams.chain.replace(/[A-Z]{3}/, 'xx'), long(60_000)],
      privateKey: ['', 'x', certificateParams.chain, certificateParams.privateKey.slice(0, 90), long(20_000)],
    },
  },
  'usage.report': {
    by: 'root',
    right: { id: 'r1', format: 'csv', rows: 'account,disk' },
    wrong: { id: ['', 'a b', long(64)], format: ['', 'pdf'], rows: ['', ' '] },
  },
};
