export { accessPage } from './access.page.ts';
export { parseRules } from './rules.ts';
