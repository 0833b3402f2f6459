/** What only programs that call the panel are told. */
export const apiEn = {
  'api.too_large': 'What was sent is larger than {{max}} MB. Send it in parts.',
  'api.too_long': 'The answer is too long. Ask for it in pages, with p_num and p_cnt.',
  'api.unheard': '“{{field}}” cannot be changed this way. Nothing was changed: leave it out and try again.',
} as const;
