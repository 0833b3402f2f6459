export const supportEn = {
  'category.taken': 'There is a category “{{name}}” already. Choose another name.',
  'category.most': 'There can be {{max}} categories in use. Retire one first.',
  'category.first': '“{{name}}” is the first already.',
  'category.last': '“{{name}}” is the last already.',
  'category.retired': '“{{name}}” is retired. Take it into use again first.',
  'answer.taken': 'There is an answer “{{name}}” already. Choose another name.',
  'answer.most': 'There can be {{max}} saved answers. Delete one first.',
} as const;
