import type { Feature } from './features.ts';

// What panel and agent say to each other. Both sides share these types and nothing else.

/** Linux accounts of the panel have these ids: regular users by Debian's policy, above those that people make by hand. */
export const hostUids = { first: 20_000, last: 59_999 } as const;

export type SiteFeature = Exclude<Feature, 'shell'>;

/** Who speaks on the page of a suspended site: the reseller or the administrator. All texts are plain, in the provider's language. */
export interface HostProvider {
  readonly id: number;
  readonly name: string;
  /** An e-mail address; '' when none is known. */
  readonly contact: string;
  readonly lang: string;
  /** Heading and sentence of the page that answers for suspended sites. */
  readonly suspendedTitle: string;
  readonly suspendedText: string;
}

/** A user, as a Linux account. */
export interface HostAccount {
  readonly id: number;
  readonly name: string;
  readonly uid: number;
  readonly suspended: boolean;
  /** A login shell, rather than none. */
  readonly shell: boolean;
  /** For crypt(3), SHA-512; null: nobody can sign in by password. */
  readonly passwordHash: string | null;
  /** KiB; null: no limit. */
  readonly diskKiB: number | null;
  readonly providerId: number;
}

export interface HostSite {
  readonly id: number;
  readonly accountId: number;
  /** As the network writes it: letters, digits, hyphens and dots. */
  readonly domain: string;
  /** What works: of the site, and of its owner and everybody above. */
  readonly features: readonly SiteFeature[];
  /** PEM, certificate chain and then the key; null: the agent makes one of its own. */
  readonly certificate: string | null;
}

/** All that should be on one server. */
export interface Desired {
  /** Grows with each change: at least the time of the change, epoch ms. */
  readonly revision: number;
  /** Names the panel for good, whatever its database is restored from: letters, digits, - and _. */
  readonly panel: string;
  /** Uids below have been given on this server. Who has one of them and is not named here is gone; others are none of the panel's. */
  readonly nextUid: number;
  readonly providers: readonly HostProvider[];
  readonly accounts: readonly HostAccount[];
  readonly sites: readonly HostSite[];
  /** What a new site shows: heading and sentence, plain text in the installation's language. */
  readonly welcome: { readonly lang: string; readonly title: string; readonly text: string };
  /** What names answer that are no site's: heading and sentence in the same language. Without, the page is a number. */
  readonly noSite?: { readonly title: string; readonly text: string } | undefined;
}

/** Why something is not as it should be. The panel has a sentence for each; `detail` is what the system said. */
export const hostFaults = [
  'invalid', // a value the agent does not take
  'name_taken', // a Linux user that is not ours has the name
  'uid_taken',
  'command', // a program failed
  'quota',
  'home', // the home directory cannot be made, or something else is in its place
  'certificate', // unreadable, of another name, without its key
  'web', // the web server does not take the site
  'php',
  'cgi',
  'needs', // something before it failed
] as const;
export type HostFault = (typeof hostFaults)[number];

export interface HostFailure {
  readonly kind: 'account' | 'site';
  readonly id: number;
  readonly fault: HostFault;
  /** One line, at most 300 characters; '' when there is nothing to add. */
  readonly detail: string;
}

/** Something found other than it had been left. */
export interface HostDrift {
  /** Names the place: `user alice`, `/var/lib/…`. */
  readonly what: string;
  /** What was found there. */
  readonly found: string;
  /** Epoch ms. */
  readonly at: number;
  readonly repaired: boolean;
}

export interface HostFacts {
  readonly hostname: string;
  /** `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: string;
  readonly kernel: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly disk: { readonly totalBytes: number; readonly freeBytes: number };
  /** `nginx` → `1.22.1`; null: not installed. */
  readonly programs: Readonly<Record<'nginx' | 'php' | 'fcgiwrap', string | null>>;
  /** How disk limits are kept: `none` measures only. */
  readonly quota: 'ext4' | 'xfs' | 'btrfs' | 'none';
}

/** What was measured since the report before; the same id is counted once. */
export interface HostUsage {
  readonly id: string;
  readonly at: number;
  /** `disk` is bytes now, null when it was not measured this time. */
  readonly accounts: readonly { readonly id: number; readonly disk: number | null; readonly traffic: number }[];
  readonly sites: readonly { readonly id: number; readonly traffic: number; readonly pageviews: number }[];
}

/** What the agent has done and seen. */
export interface HostReport {
  /** The revision that has been brought about, but for `failures`; null: none yet. */
  readonly applied: number | null;
  /** Version of the agent. */
  readonly version: string;
  readonly facts: HostFacts;
  /** Everything that is not as it should be now. */
  readonly failures: readonly HostFailure[];
  /** What keeps the agent from its work as a whole; null: nothing. */
  readonly problem: string | null;
  /** What was found since the report before. */
  readonly drift: readonly HostDrift[];
  readonly usage: HostUsage | null;
  /** `run` is new whenever the agent starts, and each report within it has a higher number: one that comes late is known by it. */
  readonly order?: { readonly run: string; readonly number: number } | undefined;
}
