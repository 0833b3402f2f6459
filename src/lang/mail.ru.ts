import type { mailEn } from './mail.en.ts';
import type { Russian } from './plural.ts';

export const mailRu = {
  'mail.new': '{{who}} пишет вам',
  'mail.answer': 'Ответ от {{who}}',
  'mail.closed': '{{who}} закрывает тикет',
  'mail.assigned': '{{who}} назначает вас ответственным за тикет',
  'mail.for': '{{login}} за {{account}}',
  'mail.above': 'Пишите ответ выше этой черты',
  'mail.closes': 'Тикет этим закрыт. Ответ откроет его снова.',
  'mail.attachments': 'Вложения: {{names}}',
  'mail.open': 'Открыть тикет',
  'mail.can_reply': 'На это письмо можно ответить: то, что вы напишете выше черты, попадёт в тикет.',
  'mail.no_reply': 'Ответы на это письмо никто не читает. Ответьте в панели.',
  'mail.why': 'О чём вам сообщать, настраивается в вашем профиле.',

  'mail.sent_already': 'Это письмо уже отправлено или отправляется прямо сейчас.',
  'mail.off': 'Почта не отправляется. Задайте SMTP_URL и запустите панель снова.',
  'mail.unlinked': 'В письмах нет ссылки на панель. Задайте PUBLIC_URL и запустите панель снова.',
  'mail.undelivered_one': 'Не доставлено или неизвестно, доставлено ли: {{count}} письмо. {{error}}',
  'mail.undelivered_few': 'Не доставлено или неизвестно, доставлено ли: {{count}} письма. {{error}}',
  'mail.undelivered_many': 'Не доставлено или неизвестно, доставлено ли: {{count}} писем. {{error}}',
  'mail.undelivered_other': 'Не доставлено или неизвестно, доставлено ли: {{count}} письма. {{error}}',
  'mail.undelivered_see': 'Открыть исходящие',

  'mail.in.unreadable': 'Письмо не удаётся прочитать.',
  'mail.in.too_large': 'Письмо слишком большое.',
  'mail.in.no_address': 'Такого адреса нет.',
  'mail.in.sender': 'Отвечайте с того адреса, на который пришло письмо.',
  'mail.in.stopped': 'Ваша учётная запись сейчас не может пользоваться панелью.',
  'mail.in.empty': 'В письме нет ничего, кроме цитаты.',

  'notify.both': 'В панели и по почте',
  'notify.panel': 'Только в панели',
  'notify.none': 'Не сообщать',
  'bell.none': 'Уведомления',
  'bell.some_one': 'Уведомления: {{count}} новое',
  'bell.some_few': 'Уведомления: {{count}} новых',
  'bell.some_many': 'Уведомления: {{count}} новых',
  'bell.some_other': 'Уведомления: {{count}} новых',
} as const satisfies Russian<typeof mailEn>;
