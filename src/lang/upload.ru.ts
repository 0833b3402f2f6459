import type { Russian } from './plural.ts';
import type { uploadEn } from './upload.en.ts';

export const uploadRu = {
  'upload.no_length': 'Файлы пришли без указания, сколько их. Пусть ваша программа сообщает это: Content-Length.',
  'upload.too_large':
    'Файлы вместе больше {{max}}: столько одно сообщение не принимает. Вернитесь и выберите меньше файлов или файлы поменьше.',
  'upload.too_many':
    'Пришло больше файлов или полей, чем принимает одна форма. Вернитесь и выберите не больше {{max}} файлов.',
  'upload.broken': 'Форма пришла повреждённой или не целиком. Вернитесь и отправьте её ещё раз.',
  'upload.at_once': 'Файлы других ваших форм ({{max}}) ещё передаются. Дождитесь окончания и отправьте ещё раз.',
  'form.files_again': 'Выберите файлы ещё раз: форма, показанная снова, их не сохраняет.',
  'attachment.none': 'Файлы здесь не принимаются. Отправьте сообщение без «{{name}}».',
  'attachment.count_one': 'Приложить можно не больше {{count}} файла: выбрано {{given}}.',
  'attachment.count_few': 'Приложить можно не больше {{count}} файлов: выбрано {{given}}.',
  'attachment.count_many': 'Приложить можно не больше {{count}} файлов: выбрано {{given}}.',
  'attachment.count_other': 'Приложить можно не больше {{count}} файла: выбрано {{given}}.',
  'attachment.size': '«{{name}}» больше {{max_down}}, больше один файл занимать не может. Уменьшите его.',
  'attachment.empty': '«{{name}}» пуст. Выберите файл, в котором что-то есть.',
  'attachment.type': 'Файлы такого вида, как «{{name}}», не принимаются. Приложите один из этих: {{types}}.',
  'attachment.content':
    'В «{{name}}» не то, что обещает расширение. Сохраните его заново в этом формате или пришлите в другом.',
  'attachment.text': '«{{name}}» — не простой текст в UTF-8. Сохраните его в UTF-8 или упакуйте, прежде чем приложить.',
  'attachment.quota':
    '«{{name}}» не помещается: все вложения «{{account}}» вместе могут занимать {{max}}, занято {{used}}. Удалите файлы из своих тикетов, отправьте сообщение без него или попросите больше места.',
  'attachment.hint_one': 'Не больше {{count}} файла, до {{max_down}}: {{types}}.',
  'attachment.hint_few': 'Не больше {{count}} файлов, до {{max_down}} каждый: {{types}}.',
  'attachment.hint_many': 'Не больше {{count}} файлов, до {{max_down}} каждый: {{types}}.',
  'attachment.hint_other': 'Не больше {{count}} файла, до {{max_down}} каждый: {{types}}.',
  'attachment.hint_none': 'Файлы здесь не принимаются.',
} as const satisfies Russian<typeof uploadEn>;
