import { features, type Feature } from '../../src/kernel/features.ts';
import { attempt, done, refused, type Action, type Outcome } from './outcome.ts';
import type { Account, Site, World } from './world.ts';

export function siteStep(world: World, account: Account, action: Action): Outcome {
  const owners = account.level === 'user' ? [account] : world.below(account).filter(({ level }) => level === 'user');
  if (action.elid === null) return createSite(world, account, { ...action, owners });
  const isTheirs = ({ owner }: Site): boolean => owners.some(({ name }) => name === owner);
  const site = world.sites.find((one) => one.domain === action.elid && isTheirs(one));
  if (!site) return refused('not_found');
  if (action.func === 'site.edit') return editSite(world, account, { site, wish: action.features });
  world.sites = world.sites.filter((one) => one !== site);
  return done(1);
}

/** A site has no shell of its own. */
const siteFeatures = features.filter((feature) => feature !== 'shell');

/** What the viewer lacks it is not shown, so it stays; what is newly switched on must work for the owner. */
function editSite(world: World, account: Account, { site, wish }: { site: Site; wish: readonly Feature[] }): Outcome {
  const shown = world.features(account);
  const own = siteFeatures.filter((feature) => (shown.includes(feature) ? wish : site.features).includes(feature));
  const fresh = own.filter((feature) => !site.features.includes(feature));
  if (fresh.some((feature) => !world.features(world.get(site.owner)).includes(feature))) return refused('limit');
  const same = own.length === site.features.length && fresh.length === 0;
  site.features = own;
  return done(same ? 0 : 1);
}

interface NewSite {
  readonly domain: string;
  readonly owner: string;
  readonly features: readonly Feature[];
  readonly owners: readonly Account[];
}

function createSite(world: World, account: Account, { domain, owner, features: wish, owners }: NewSite): Outcome {
  const whose = account.level === 'user' ? account : owners.find(({ name }) => name === owner);
  if (!whose) return refused('not_found');
  if (world.sites.some((site) => site.domain === domain)) return refused('conflict');
  const wanted = siteFeatures.filter((feature) => wish.includes(feature) && world.features(account).includes(feature));
  if (wanted.some((feature) => !world.features(whose).includes(feature))) return refused('limit');
  return attempt(world, 1, (next) => next.sites.push({ domain, owner: whose.name, features: wanted }));
}
