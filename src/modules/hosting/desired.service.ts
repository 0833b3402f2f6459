import type { Ctx } from '../../kernel/ctx.ts';
import { fromBits, type Feature } from '../../kernel/features.ts';
import type { Desired, HostAccount, HostProvider, HostSite } from '../../kernel/host.ts';
import { translator } from '../../lang/translate.ts';
import { siteFeatures } from '../sites/index.ts';
import { readSetting, secretOf } from '../settings/index.ts';
import type { ServerRecord } from '../servers/index.ts';
import { providersWith, sitesOn, usersOn, type PlacedSite, type PlacedUser, type Provider } from './desired.store.ts';

/**
 * All that should be on a server, asked as the administrator. The revision is of a moment before the rest was read: what has changed in between is
 * there already, and is told once more under the revision of its own.
 */
export async function desiredOf(
  ctx: Ctx,
  server: Pick<ServerRecord, 'id' | 'revision' | 'next_uid'>,
): Promise<Desired> {
  const users = await usersOn(ctx, server.id);
  const above = await aboveOf(ctx, users);
  const owners = new Map(users.map((user) => [user.id, effective(user, above, ctx.viewer.id)]));
  const sites = await sitesOn(ctx, server.id);
  const t = translator(ctx.installation.lang);
  const { lang } = ctx.installation;
  return {
    revision: server.revision,
    panel: await panelId(ctx),
    nextUid: server.next_uid,
    providers: [...above.values()].map((row) => providerOf(ctx, row)),
    accounts: users.map((user) => accountOf(user, owners.get(user.id))),
    sites: sites.flatMap((site) => siteOf(site, owners.get(site.account_id))),
    welcome: { lang, title: t('host.welcome.title'), text: t('host.welcome.text') },
    noSite: { title: t('host.no_site.title'), text: t('host.no_site.text') },
  };
}

/** Made once, and kept in every backup. */
const panelId = async (ctx: Ctx): Promise<string> =>
  (await readSetting(ctx, 'panel_id')) ?? (await secretOf(ctx, 'panel_id'));

/** The providers of these users by id, the administrator among them. */
async function aboveOf(ctx: Ctx, users: readonly PlacedUser[]): Promise<Map<number, Provider>> {
  const ids = new Set([...users.map((user) => user.parent_id), ctx.viewer.id]);
  return new Map((await providersWith(ctx, [...ids])).map((row) => [row.id, row]));
}

interface Effective {
  readonly suspended: boolean;
  readonly features: number;
}

function effective(user: PlacedUser, above: ReadonlyMap<number, Provider>, rootId: number): Effective {
  const rows = [...new Set([user.parent_id, rootId])].flatMap((id) => above.get(id) ?? []);
  return {
    suspended: user.holds + rows.reduce((all, { holds }) => all + holds, 0) > 0,
    features: rows.reduce((bits, { features }) => bits & features, user.features),
  };
}

const KiB = 1024;

const accountOf = (user: PlacedUser, own: Effective | undefined): HostAccount => ({
  id: user.id,
  name: user.name,
  uid: user.uid,
  suspended: own?.suspended ?? true,
  shell: fromBits(own?.features ?? 0).includes('shell'),
  passwordHash: user.shell_password,
  diskKiB: user.disk_max === null ? null : Math.floor(user.disk_max / KiB),
  providerId: user.parent_id,
});

const isOfSite = (feature: Feature): feature is (typeof siteFeatures)[number] =>
  (siteFeatures as readonly Feature[]).includes(feature);

/** A site whose owner was not there a moment ago comes with the next revision. */
function siteOf({ id, account_id: accountId, ascii, features, pem }: PlacedSite, owner?: Effective): HostSite[] {
  if (owner === undefined) return [];
  const works = fromBits(features & owner.features).filter(isOfSite);
  return [{ id, accountId, domain: ascii, features: works, certificate: pem }];
}

function providerOf({ installation: { lang } }: Ctx, row: Provider): HostProvider {
  const t = translator(lang);
  const name = row.display_name === '' ? row.name : row.display_name;
  return {
    id: row.id,
    name,
    contact: row.email,
    lang,
    suspendedTitle: t('host.suspended.title'),
    suspendedText: t('host.suspended.text', { name }),
  };
}
