import type { Feature } from '../../kernel/features.ts';
import { defineModule, type Field } from '../../panel/define.ts';
import { siteFeatures } from './site-features.ts';
import { SiteForm, SiteRow } from './site.schema.ts';
import { checkDomain, createSite, deleteSite, loadSite, updateSite } from './site.service.ts';
import { countListed, listSites, siteNames } from './site.store.ts';

const featureFields = Object.fromEntries(
  siteFeatures.map((name): [string, Field] => [
    name,
    { as: 'switch', group: 'features', shown: (ctx) => ctx.viewer.features.includes(name) },
  ]),
) as Record<Exclude<Feature, 'shell'>, Field>;

export const siteModule = defineModule({
  name: 'site',
  levels: ['admin', 'reseller', 'user'],

  list: {
    row: SiteRow,
    key: 'name',
    columns: {
      name: { as: 'name', sortable: true, link: 'edit' },
      owner: { levels: ['admin', 'reseller'] },
      properties: { as: 'properties' },
      createdAt: { as: 'time', sortable: true, descFirst: true, minor: true },
    },
    defaultSort: 'name',
    showDeleted: true,
    searched: true,
    toolbar: [['edit', 'delete']],
    load: listSites,
    count: countListed,
    names: siteNames,
  },

  form: {
    schema: SiteForm,
    fields: {
      name: { group: 'site', required: true, fixed: true, check: checkDomain },
      owner: { group: 'site', required: true, fixed: true, shown: (ctx) => ctx.viewer.level !== 'user' },
      ...featureFields,
    },
    columns: { features: 2 },
    load: loadSite,
    create: createSite,
    update: updateSite,
  },

  verbs: {
    delete: { on: 'many', icon: 'trash', danger: true, confirm: 'simple', run: (ctx, elid) => deleteSite(ctx, elid) },
  },
});
