export { siteFeatures } from './site-features.ts';
export { siteModule } from './site.module.ts';
export { deleteSitesOf, moveSitesOf } from './site.service.ts';
