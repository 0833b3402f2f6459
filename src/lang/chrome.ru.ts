import type { chromeEn } from './chrome.en.ts';
import type { Russian } from './plural.ts';

export const chromeRu = {
  'nav.skip': 'Перейти к содержимому',
  'nav.label': 'Меню',
  'nav.open': 'Открыть меню',
  'nav.crumbs': 'Вы здесь',

  'top.welcome': 'Здравствуйте,',
  'search.label': 'Искать везде',
  'search.placeholder': 'Найти по имени, домену или почте…',
  'search.go': 'Искать',
  'search.all': 'Все совпадения ({{number}})',

  'acting.label': 'Работа в чужой панели',
  'acting.return': 'Вернуться к {{name}}',
  'acting.back': '(назад к {{name}})',

  'account.menu': 'Меню учётной записи',
  'account.sign_out': 'Выйти',

  'look.title': 'Тема и язык',
  'look.theme': 'Тема',
  'look.light': 'Светлая',
  'look.dark': 'Тёмная',
  'look.auto': 'Как в системе',
  'look.language': 'Язык',

  'flash.dismiss': 'Закрыть',

  'list.views': 'Сохранённые виды',
  'list.csv': 'Скачать CSV',
  'list.filter': 'Фильтр по всем полям',
  'list.apply': 'Применить',
  'list.show_deleted': 'Показать удалённые',
  'list.selected': 'Выбрано: {{number}}',
  'list.clear': 'Снять',
  'list.actions': 'Действия',
  'list.tick_all': 'Выбрать все строки на странице',
  'list.pages': 'Страницы',
  'list.per_page': 'Строк',
  'list.prev': 'Предыдущая страница',
  'list.next': 'Следующая страница',

  'form.cancel': 'Отмена',
  'form.generate': 'Создать',
  'form.show_password': 'Показать пароль',

  'overview.actions': 'Быстрые действия',
  'overview.all': 'Все',

  'access.verbs': 'Функции: {{number}}',
  'access.inherit': 'Как выше',
  'access.allow': 'Разрешить',
  'access.deny': 'Запретить',

  'keys.title': 'Горячие клавиши',
  'keys.filter': 'Фильтр списка',
  'keys.new': 'Создать',
  'keys.next': 'Следующая строка',
  'keys.previous': 'Предыдущая строка',
  'keys.tick': 'Отметить строку',
  'keys.edit': 'Изменить строку',
  'keys.open': 'Открыть строку',
  'keys.search': 'Искать везде',
  'keys.help': 'Эта справка',
  'keys.close': 'Закрыть, сбросить фильтр',

  'plain.links': 'Язык и справка',
} as const satisfies Russian<typeof chromeEn>;
