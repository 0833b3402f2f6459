export { siteModule } from './site.module.ts';
export { deleteSitesOf, moveSitesOf } from './site.service.ts';
export { countSites } from './site.store.ts';
