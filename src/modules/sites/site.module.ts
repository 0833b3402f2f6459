import type { Feature } from '../../kernel/features.ts';
import { defineModule, defineVerb, type Field } from '../../panel/define.ts';
import { hostProgress, hostTones } from '../servers/index.ts';
import { certificateTones } from './certificate-cell.ts';
import { CertificateInput, giveCertificate, takeCertificate } from './certificate.service.ts';
import { retrySite } from './retry.service.ts';
import { siteFeatures } from './site-features.ts';
import { sitesOnHosts } from './site-host.store.ts';
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
      host: { as: 'state', tones: hostTones, quiet: true },
      traffic: { as: 'number', unit: 'traffic' },
      pageviews: { as: 'number', minor: true },
      certificate: { as: 'state', tones: certificateTones, minor: true, quiet: true },
      createdAt: { as: 'time', sortable: true, descFirst: true, minor: true },
    },
    defaultSort: 'name',
    showDeleted: true,
    searched: true,
    toolbar: [
      ['edit', 'delete'],
      ['certificate', 'nocertificate', 'retry'],
    ],
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
    follows: true,
  },

  verbs: {
    delete: {
      on: 'many',
      icon: 'trash',
      danger: true,
      confirm: 'simple',
      follows: true,
      run: (ctx, elid) => deleteSite(ctx, elid),
    },
    certificate: defineVerb({
      on: 'one',
      icon: 'certificate',
      follows: true,
      input: {
        schema: CertificateInput,
        fields: {
          // Who confuses the fields pastes the key here.
          chain: {
            as: 'textarea',
            required: true,
            autocomplete: 'off',
            secret: (given) => given.includes('PRIVATE KEY'),
          },
          privateKey: { as: 'textarea', required: true, autocomplete: 'off', secret: true },
        },
      },
      run: giveCertificate,
    }),
    nocertificate: {
      on: 'many',
      icon: 'certificate-off',
      confirm: 'simple',
      follows: true,
      run: (ctx, elid) => takeCertificate(ctx, elid),
    },
    retry: { on: 'many', icon: 'refresh', follows: true, run: (ctx, elid) => retrySite(ctx, elid) },
  },

  progress: async (ctx, elids) => hostProgress(ctx, await sitesOnHosts(ctx, elids)),
});
