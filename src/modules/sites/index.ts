export { siteModule } from './site.module.ts';
export { deleteSitesOf, moveSitesOf } from './site.service.ts';
