import type { Russian } from './plural.ts';
import type { ticketEn } from './ticket.en.ts';

export const ticketRu = {
  'ticket.priority.high': 'Высокий: решить сразу',
  'ticket.priority.medium': 'Средний: не очень важно',
  'ticket.priority.low': 'Низкий: не срочно',
  'ticket.not_yours':
    '«{{name}}» принадлежит реселлеру. Напишите реселлеру или войдите в его панель и напишите оттуда.',
  'ticket.archive_open': '«{{name}}» ещё открыт. Сначала закройте его.',
  'ticket.parted': '«{{name}}» больше сюда не относится, поэтому этот тикет можно только читать.',
} as const satisfies Russian<typeof ticketEn>;
