import type { Russian } from './plural.ts';
import type { supportEn } from './support.en.ts';

export const supportRu = {
  'category.taken': 'Категория «{{name}}» уже есть. Выберите другое название.',
  'category.most': 'Категорий в работе может быть не больше {{max}}. Сначала уберите одну из них.',
  'category.first': '«{{name}}» уже первая.',
  'category.last': '«{{name}}» уже последняя.',
  'category.retired': '«{{name}}» убрана. Сначала верните её.',
  'answer.taken': 'Ответ «{{name}}» уже есть. Выберите другое название.',
  'answer.most': 'Сохранённых ответов может быть не больше {{max}}. Сначала удалите один из них.',
} as const satisfies Russian<typeof supportEn>;
