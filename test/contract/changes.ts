import { plantedFile, plantedOf } from '../helpers/plant-support.ts';
import { failedSite } from '../helpers/plant-host.ts';
import { ticketOf } from '../helpers/tickets.ts';
import type { Name } from '../helpers/tree.ts';
import { certificateParams } from './host-verbs.ts';

export interface Change {
  readonly by: Name;
  readonly func: string;
  readonly elid?: string;
  readonly params: Readonly<Record<string, string>>;
}

const [first = '', second = '', third = ''] = plantedOf('north', 3);
const message = { subject: 'Maintenance', text: 'Tonight.' };

/** One change of every kind; a func that changes something and is not here fails. */
export const changes: readonly Change[] = [
  { by: 'root', func: 'reseller.edit', params: { name: 'west', usersMax: '3' } },
  { by: 'root', func: 'reseller.edit', elid: 'south', params: { comment: 'changed' } },
  { by: 'north', func: 'user.edit', params: { name: 'anna', diskMax: '1', trafficMax: '1', sitesMax: '1' } },
  { by: 'root', func: 'user.edit', params: { name: 'anna', reseller: 'south' } },
  { by: 'north', func: 'user.edit', elid: 'alice', params: { comment: 'changed' } },
  { by: 'north', func: 'site.edit', params: { name: 'new.example', owner: 'alice' } },
  { by: 'alice', func: 'site.edit', params: { name: 'new.example' } },
  { by: 'alice', func: 'site.edit', elid: 'plain-alice-3.example', params: { php: 'on' } },
  { by: 'alice', func: 'profile', params: { lang: 'ru' } },
  { by: 'root', func: 'reseller.disable', elid: 'north', params: { reason: 'unpaid' } },
  { by: 'root', func: 'reseller.enable', elid: 'south', params: {} },
  { by: 'root', func: 'reseller.delete', elid: 'empty', params: {} },
  { by: 'root', func: 'reseller.access', elid: 'north', params: { 'rule.site': 'deny' } },
  { by: 'north', func: 'user.disable', elid: 'alice', params: { reason: 'unpaid' } },
  { by: 'south', func: 'user.enable', elid: 'carol', params: {} },
  { by: 'north', func: 'user.delete', elid: 'bob', params: {} },
  { by: 'root', func: 'user.move', elid: 'alice', params: { reseller: 'south' } },
  { by: 'root', func: 'user.place', elid: 'alice', params: { server: 'web-1' } },
  { by: 'north', func: 'user.shellpassword', elid: 'alice', params: { shellPassword: 'for the server 9' } },
  { by: 'north', func: 'user.retry', elid: 'bob', params: {} },
  { by: 'root', func: 'user.edit', params: { name: 'anna', server: 'web-1' } },
  { by: 'root', func: 'reseller.edit', elid: 'north', params: { server: 'web-1' } },
  { by: 'alice', func: 'site.certificate', elid: failedSite, params: certificateParams },
  { by: 'alice', func: 'site.nocertificate', elid: failedSite, params: {} },
  { by: 'alice', func: 'site.retry', elid: failedSite, params: {} },
  { by: 'north', func: 'user.access', elid: 'alice', params: { 'rule.site': 'deny' } },
  { by: 'alice', func: 'site.delete', elid: 'plain-alice-3.example', params: {} },
  { by: 'alice', func: 'session.end', elid: '0004-000000', params: {} },
  { by: 'root', func: 'usage.report', params: { id: 'r1', format: 'csv', rows: 'account,disk\nalice,5\n' } },
  { by: 'root', func: 'reseller.enter', elid: 'north', params: {} },
  { by: 'north', func: 'user.enter', elid: 'alice', params: {} },
  { by: 'root', func: 'reseller.message', elid: 'north', params: message },
  { by: 'north', func: 'user.message', elid: 'alice', params: message },
  { by: 'alice', func: 'ticket.edit', params: { ...message, priority: 'high' } },
  { by: 'root', func: 'ticket.edit', params: { ...message, to: 'north' } },
  { by: 'north', func: 'ticket.edit', elid: ticketOf('alice'), params: { priority: 'high' } },
  { by: 'north', func: 'ticket.reply', elid: ticketOf('alice'), params: { text: 'Here you are.' } },
  { by: 'alice', func: 'ticket.reply', elid: ticketOf('alice'), params: { text: 'For us only.', internal: 'on' } },
  { by: 'alice', func: 'ticket.detach', elid: ticketOf('alice'), params: { file: plantedFile } },
  { by: 'north', func: 'ticket.close', elid: ticketOf('alice'), params: {} },
  { by: 'south', func: 'ticket.reopen', elid: ticketOf('south'), params: {} },
  { by: 'root', func: 'ticket.archive', elid: ticketOf('south'), params: {} },
  { by: 'root', func: 'ticket.unarchive', elid: ticketOf('north'), params: {} },
  { by: 'root', func: 'ticket.read', elid: ticketOf('dave'), params: {} },
  { by: 'north', func: 'ticketcategory.edit', params: { name: 'Billing' } },
  { by: 'north', func: 'ticketcategory.edit', elid: second, params: { name: 'Billing' } },
  { by: 'north', func: 'ticketcategory.up', elid: second, params: {} },
  { by: 'north', func: 'ticketcategory.down', elid: first, params: {} },
  { by: 'north', func: 'ticketcategory.retire', elid: second, params: {} },
  { by: 'north', func: 'ticketcategory.restore', elid: third, params: {} },
  { by: 'north', func: 'savedanswer.edit', params: { name: 'Hello', text: 'Good day.' } },
  { by: 'north', func: 'savedanswer.edit', elid: second, params: { text: 'Good day.' } },
  { by: 'north', func: 'savedanswer.delete', elid: second, params: {} },
  { by: 'root', func: 'ticketsetting', params: { answerHigh: '4', fileCount: '3' } },
  { by: 'north', func: 'ticketsetting', params: { answerHigh: '4', fileTypes: 'png' } },
  { by: 'root', func: 'server.edit', params: { name: 'web9', address: '192.0.2.9', isDefault: 'on' } },
  { by: 'root', func: 'server.edit', elid: 'web-1', params: { address: 'web1.example.com' } },
  { by: 'root', func: 'server.delete', elid: 'web-1', params: {} },
  { by: 'root', func: 'server.apply', elid: 'web-1', params: {} },
  { by: 'root', func: 'server.token', elid: 'web-1', params: {} },
  { by: 'north', func: 'problem.retry', elid: '1', params: {} },
  { by: 'root', func: 'outbox.resend', elid: '1', params: {} },
  { by: 'north', func: 'notification.read', elid: '7', params: {} },
  { by: 'alice', func: 'ticket.unread', elid: ticketOf('alice'), params: {} },
];
