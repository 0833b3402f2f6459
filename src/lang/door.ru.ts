import type { doorEn } from './door.en.ts';
import type { Russian } from './plural.ts';

export const doorRu = {
  'signin.title': 'Вход',
  'signin.name': 'Имя или электронная почта',
  'signin.password': 'Пароль',
  'signin.submit': 'Войти',

  'setup.title': 'Начальная настройка',
  'setup.text': 'Придумайте имя и пароль администратора. Ссылка действует один раз.',
  'setup.name': 'Имя',
  'setup.email': 'Электронная почта',
  'setup.password': 'Пароль',
  'setup.submit': 'Создать администратора',

  'fault.title': 'Не получилось',
  'fault.missing': 'Не найдено',
  'fault.forbidden': 'Доступ закрыт',
  'fault.internal': 'Произошла ошибка',
  'fault.home': 'На главную',

  'error.page_missing': 'По этому адресу ничего нет. Проверьте, нет ли в нём опечаток.',
  'error.given_twice': 'Параметр «{{name}}» указан несколько раз. Укажите его один раз.',
  'error.only_get_post': 'Панель принимает GET, HEAD и POST, но не {{method}}.',
  'error.other_site':
    'Запрос пришёл со страницы другого сайта. Ничего не изменено: откройте саму панель и попробуйте ещё раз.',
} as const satisfies Russian<typeof doorEn>;
