import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import type { Knex } from 'knex';
import type { Level } from '../../src/kernel/ctx.ts';
import { csv } from '../../src/output/csv.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantAccounts, plantRecords, plantSessions, plantSites } from '../helpers/plant.ts';
import { plantMails, plantNotifications, plantSupport } from '../helpers/plant-support.ts';
import { plantTickets } from '../helpers/tickets.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { anyOf, ask, listNames } from './support.ts';

/** The header of each list, as scripts rely on it: by level where they differ. */
const account = 'name,properties,users_used,users_max,disk_used,disk_max,traffic_used,traffic_max,createdAt';
const user =
  'properties,host,host_text,host_at,sites_used,sites_max,disk_used,disk_max,traffic_used,traffic_max,createdAt';
const site =
  'properties,host,host_text,host_at,traffic,pageviews,certificate,certificate_text,certificate_at,createdAt';
const headers: Readonly<Record<(typeof listNames)[number], Partial<Record<Level, string>>>> = {
  reseller: { admin: account },
  user: { admin: `name,reseller,server,${user}`, reseller: `name,${user}` },
  site: {
    admin: `name,owner,${site}`,
    reseller: `name,owner,${site}`,
    user: `name,${site}`,
  },
  ticket: all('subject,number,with,priority,category,status,assignee,last,firstAnswer,open'),
  server: { admin: 'name,state,accounts,problems,waiting,seen,newUsers,version,createdAt' },
  problem: {
    admin: 'object,owner,server,problem,detail,state,since',
    reseller: 'object,owner,problem,state,since',
    user: 'object,problem,state,since',
  },
  drift: { admin: 'at,server,what,found,state' },
  ticketcategory: { admin: 'name,position,open', reseller: 'name,position,open' },
  savedanswer: { admin: 'name,text,changed', reseller: 'name,text,changed' },
  journal: all('at,who,as,func,object,address,change'),
  outbox: { admin: 'subject,recipient,at,state,attempts,error' },
  notification: all('subject,text,at'),
  session: all('device,address,created,seen,current'),
};

function all(header: string): Record<Level, string> {
  return { admin: header, reseller: header, user: header };
}

const planted = 1203;

describe('a list as CSV', () => {
  let db: Knex;
  let tree: Tree;
  before(async function () {
    this.timeout(60_000);
    db = await openTestDb();
    tree = await buildTree(db);
    await plantAccounts(db, tree, 'reseller', { below: 'root', count: planted });
    await plantAccounts(db, tree, 'user', { below: 'north', count: planted });
    await plantSites(db, tree, 'alice', planted);
    await plantTickets(db, tree, ['alice', 'north'], planted);
    await plantTickets(db, tree, ['dave', 'root'], planted);
    await plantRecords(db, tree, planted);
    await plantSessions(db, tree, 60);
    await plantSupport(db, tree, 60);
    await plantMails(db, planted);
    await plantServers(db, 60);
    await plantProblems(db);
    await plantDrift(db, planted);
    await plantNotifications(db, ['root', 'north', 'alice'], 60);
  });
  after(() => db.destroy());

  const rows: Readonly<Record<string, number>> = {
    reseller: planted,
    user: planted,
    site: planted,
    ticket: planted,
    server: 60,
    problem: planted,
    drift: planted,
    ticketcategory: 60,
    savedanswer: 60,
    outbox: planted,
    notification: 60,
    journal: planted,
    session: 60,
  };

  for (const name of listNames)
    for (const [level, header] of Object.entries(headers[name]) as [Level, string][])
      it(`of ${name} for ${level} has its header and every row whole`, async () => {
        const ctx = tree.ctxOf(anyOf[level]);
        const answer = await ask(ctx, name, { allRows: true });
        assert.ok(answer.kind === 'list');
        let text = '';
        for await (const piece of csv(answer, level)) text += piece;
        const [first, ...records] = parse(text, { record_delimiter: '\r\n' });
        assert.equal(first?.join(','), header);
        assert.ok(records.length >= (rows[name] ?? 0), `only ${String(records.length)} rows`);
        for (const record of records) assert.equal(record.length, first.length);
        const { counts } = await count(name, level);
        assert.equal(counts, Math.min(records.length, 10_000));
      });

  async function count(name: string, level: Level): Promise<{ counts: number }> {
    const answer = await ask(tree.ctxOf(anyOf[level]), name);
    return { counts: answer.kind === 'list' ? (answer.counts?.matching ?? -1) : -1 };
  }
});
