import type { accountEn } from './account.en.ts';
import type { Russian } from './plural.ts';

export const accountRu = {
  'level.admin': 'администратор',
  'level.reseller': 'реселлер',
  'level.user': 'пользователь',

  'account.name.format': 'Только строчные латинские буквы, цифры, «-» и «_», первой — буква, не длиннее 31 символа.',
  'account.name.reserved': 'Это имя занято системой. Выберите другое.',
  'account.name.taken': 'Имя «{{name}}» занято. Попробуйте «{{suggestion}}».',
  'account.name.taken_plain': 'Имя «{{name}}» занято. Выберите другое.',
  'account.name.fixed': 'Имя учётной записи изменить нельзя.',

  'account.limit.below_used': 'Уже используется {{used}}. Введите {{used_up}} или больше.',
  'account.limit.below_allocated': 'Пользователям уже выделено {{allocated}}. Введите {{allocated_up}} или больше.',
  'account.limit.above_parent': 'У {{parent}} лимит — {{max}}. Введите {{max_down}} или меньше.',
  'account.limit.unlimited_under_limited':
    'У {{parent}} лимит — {{max}}, поэтому снять ограничение здесь нельзя. Введите {{max_down}} или меньше.',
  'account.limit.allocated_full':
    'У {{parent}} осталось нераспределённым {{left}} из {{max}}. Введите {{left_down}} или меньше.',
  'account.limit.reached': 'Достигнут лимит: {{max}}. Удалите лишнее или попросите провайдера его увеличить.',

  'account.limit.reached_above':
    'Выше этой учётной записи места больше нет: исчерпан лимит {{max}}. Попросите у провайдера больше.',
  'account.limit.child_unlimited': 'У «{{name}}» лимита нет. Сначала задайте его.',
  'account.limit.below_child':
    '«{{name}}» может иметь {{max}}. Укажите {{max}} или больше либо сначала уменьшите лимит там.',
  'account.oversell.allocated':
    'Обещано больше, чем есть ({{allocated}} из {{max}}, {{resource}}). Прежде чем отключить перепродажу, уменьшите лимиты ниже или увеличьте этот.',

  'account.has_users_one':
    'У «{{name}}» ещё {{count}} пользователь. Сначала удалите его или передайте другому реселлеру.',
  'account.has_users_few':
    'У «{{name}}» ещё {{count}} пользователя. Сначала удалите их или передайте другому реселлеру.',
  'account.has_users_many':
    'У «{{name}}» ещё {{count}} пользователей. Сначала удалите их или передайте другому реселлеру.',
  'account.has_users_other':
    'У «{{name}}» ещё {{count}} пользователя. Сначала удалите их или передайте другому реселлеру.',
  'account.feature.not_yours':
    'У {{parent}} нет возможности «{{feature}}», передать её нельзя. Выключите её здесь или включите там.',
  'account.hold.not_yours': '«{{name}}» отключили уровнем выше. Включить снова могут только там.',
  'account.hold.automatic': 'Запись «{{name}}» отключена автоматически и включится, когда исчезнет причина.',
  'account.move.same': '«{{name}}» уже там.',
  'account.move.target': 'Передать пользователя можно только реселлеру или администратору.',
  'account.deleted': 'Запись «{{name}}» удалена, изменить её уже нельзя.',

  'account.state.active': 'работает',
  'account.state.disabled': 'отключено',
  'account.state.disabled_with': 'отключено вместе с {{name}}',
  'account.state.deleted': 'удалено',
  'account.state.by': '{{who}}, {{when}}',
  'account.state.reason': 'Причина: {{reason}}',
  'hold.manual': 'вручную',
  'hold.orders': 'нет действующего заказа',
  'hold.metered': 'превышен заказанный объём',
  'hold.security': 'из соображений безопасности',

  'resource.users': 'Пользователи',
  'resource.disk': 'Диск',
  'resource.traffic': 'Трафик',
  'resource.sites': 'Сайты',

  'site.domain.format': 'Введите домен вида example.com, без «http://» и без пути.',
  'site.domain.taken': 'Домен «{{domain}}» уже есть в этой панели. Выберите другой.',
  'site.feature.not_owned': 'У {{owner}} нет возможности «{{feature}}». Выключите её здесь или включите там.',
} as const satisfies Russian<typeof accountEn>;
