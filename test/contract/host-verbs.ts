import type { Knex } from 'knex';
import { failedSite } from '../helpers/plant-host.ts';
import type { Name } from '../helpers/tree.ts';
import type { VerbCase } from './verb-case.ts';

/**
 * What is right to give to the site that `plantHost` leaves, until 2090. Written out: whoever waits for a module has two
 * of all that it imports.
 */
export const certificateParams = {
  chain: `-----BEGIN CERTIFICATE-----
MIIBWzCCAQKgAwIBAgIQS18Bs+CKPPDeRzMuyKcGxzAKBggqhkjOPQQDAjAVMRMw
EQYDVQQDEwpFeGFtcGxlIENBMCAXDTIwMDEwMTAwMDAwMFoYDzIwOTAwMTAxMDAw
MDAwWjAVMRMwEQYDVQQDEwpFeGFtcGxlIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEufhi91v8E6mqP2uPFjOTMiEevkcmcnnZtTyYTlwlNYmijqXhlufYcQBK
+fqVf8XtZ5vNykZ+Tv4sXro2G71jP6MyMDAwDAYDVR0TAQH/BAIwADAgBgNVHREE
GTAXghVwbGFpbi1hbGljZS0zLmV4YW1wbGUwCgYIKoZIzj0EAwIDRwAwRAIgKGpU
LQjjPjRO5Xyx5ZF4NoCl+q34RfoKqPZAQpNA3kYCIBlBoxKeIFP+KrHOnn38Qqal
alIunXGXjhg8+dHuU8W3
-----END CERTIFICATE-----
`,
  privateKey: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVlJ7Ukw2K5TH6uSM
NrqJdEQyu+vRHSfaUA0aUo0bWp6hRANCAAS5+GL3W/wTqao/a48WM5MyIR6+RyZy
edm1PJhOXCU1iaKOpeGW59hxAEr5+pV/xe1nm83KRn5O/ixeujYbvWM/
-----END PRIVATE KEY-----
`,
};

const issuers = (db: Knex): Promise<string[]> => db('site_certificates').pluck('issuer');
const notAlices = (['carol', 'south', 'bob'] as const).map((by: Name) => ({ by, elid: failedSite }));
const ofSite = { by: 'alice', elid: failedSite, anothers: notAlices, lower: [], again: 'done' } as const;

/** Whether the row matters to its server anew. */
const told =
  (table: 'accounts' | 'sites', key: Record<string, string>) =>
  async (db: Knex): Promise<boolean> => {
    const row = await db(table).where(key).first<{ host_revision: number } | undefined>('host_revision');
    const applied = await db('servers').where({ living_name: 'local' }).first('applied');
    return (row?.host_revision ?? 0) > (applied?.applied ?? 0);
  };

const others = [
  { by: 'north', elid: 'carol' },
  { by: 'north', elid: 'dave' },
  { by: 'south', elid: 'bob' },
  { by: 'root', elid: 'north' },
] as const;

export const hostVerbs: Readonly<Record<string, VerbCase>> = {
  'site.certificate': {
    ...ofSite,
    params: certificateParams,
    done: issuers,
    shows: ['Example CA'],
  },
  'site.nocertificate': {
    ...ofSite,
    done: issuers,
    shows: [],
    many: [{ by: 'alice', elid: 'plain-carol-3.example' }],
  },
  'site.retry': {
    ...ofSite,
    done: told('sites', { ascii: failedSite }),
    shows: true,
    many: [{ by: 'alice', elid: 'plain-carol-3.example' }],
  },
  'user.retry': {
    by: 'north',
    elid: 'bob',
    done: told('accounts', { name: 'bob' }),
    shows: true,
    anothers: others,
    many: [{ by: 'north', elid: 'carol' }],
    lower: ['alice', 'dave'],
    again: 'done',
  },
  'user.place': {
    by: 'root',
    elid: 'alice',
    params: { server: 'web-1' },
    done: (db) =>
      db('accounts')
        .join('servers', 'servers.id', 'accounts.server_id')
        .where('servers.name', 'web-1')
        .pluck('accounts.name'),
    shows: ['alice'],
    anothers: [{ by: 'root', elid: 'north' }],
    many: [{ by: 'root', elid: 'north' }],
    lower: ['north', 'alice', 'dave'],
    again: 'conflict',
    // One for its owners, and one that names the servers.
    records: 2,
  },
  'user.shellpassword': {
    by: 'north',
    elid: 'alice',
    params: { shellPassword: 'for the server 9' },
    done: async (db) =>
      ((await db('accounts').where({ name: 'alice' }).first())?.shell_password ?? '').startsWith('$6$'),
    shows: true,
    anothers: others,
    lower: ['alice', 'dave'],
    again: 'done',
  },
};
