import type { Russian } from './plural.ts';
import type { serverEn } from './server.en.ts';

export const serverRu = {
  'server.full': 'На «{{name}}» израсходованы все номера пользователей. Выберите другой сервер.',
  'server.same': '«{{name}}» уже находится на сервере «{{server}}».',
  'server.key': 'Ключ этого агента неизвестен. Создайте новый токен в разделе «Серверы» и передайте его агенту.',
  'host.suspended.title': 'Сайт приостановлен',
  'host.suspended.text': 'Если это ваш сайт, обратитесь к провайдеру: {{name}}.',
  'host.welcome.title': 'Сайт готов к работе',
  'host.welcome.text': 'Загрузите страницы в его папку, и они появятся здесь.',
} as const satisfies Russian<typeof serverEn>;
