export { accessPage } from './access.page.ts';
export { rulesOf } from './rules.ts';
