import type { apiEn } from './api.en.ts';
import type { Russian } from './plural.ts';

export const apiRu = {
  'api.too_large': 'Отправлено больше {{max}} МБ. Отправьте данные частями.',
  'api.too_long': 'Ответ слишком велик. Запросите его постранично, с p_num и p_cnt.',
  'api.unheard': 'Изменить «{{field}}» таким способом нельзя. Ничего не изменено: уберите этот параметр и повторите.',
} as const satisfies Russian<typeof apiEn>;
