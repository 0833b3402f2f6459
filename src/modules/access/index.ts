export { accessPage, type AccessData, type AccessRule } from './access.page.ts';
export { parseRules } from './rules.ts';
