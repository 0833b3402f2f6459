import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engine, openTestDb } from '../helpers/db.ts';
import { Sublet } from './run.ts';

describe('a file on the command line', function () {
  this.timeout(60_000);
  let sublet: Sublet;
  before(async () => {
    sublet = new Sublet();
    if (engine === 'mariadb') await (await openTestDb()).destroy();
    await sublet.run(['migrate']);
    await sublet.run(['admin', 'root'], { input: 'correct horse battery staple' });
    const dave = ['name=dave', 'displayName=Dave', 'email=dave@example.com', 'diskMax=1', 'trafficMax=1', 'sitesMax=1'];
    await sublet.run(['func', 'user.edit', 'sok=ok', ...dave]);
  });
  after(() => {
    sublet.remove();
  });

  it('is attached by its path, stays where it is, and is answered as it is', async () => {
    const path = join(sublet.folder, 'mail.log');
    await writeFile(path, 'line\n');
    const ticket = ['func', 'ticket.edit', 'sok=ok', 'to=dave', 'subject=Mail', 'text=@noon', `files=@${path}`];
    assert.equal((await sublet.run(ticket)).code, 0);
    const { code, out } = await sublet.run(['func', 'ticket.file', 'su=dave', 'elid=1']);
    assert.deepEqual([code, out], [0, 'line\n']);
    assert.equal(await readFile(path, 'utf8'), 'line\n');
    assert.deepEqual(await readdir(join(sublet.folder, 'uploads')), []);
    assert.match((await sublet.run(['func', 'ticket.thread', 'su=dave', 'elid=1'])).out, /@noon/);
  });

  it('that is not there, or not taken, is named', async () => {
    const ticket = ['func', 'ticket.edit', 'sok=ok', 'to=dave', 'subject=Mail', 'text=Look'];
    const gone = await sublet.run([...ticket, 'files=@/no/such/file']);
    assert.deepEqual([gone.code, gone.err.includes('/no/such/file')], [2, true]);
    const refused = await sublet.run([...ticket, 'files=@package.json']);
    assert.deepEqual([refused.code, /package\.json.* is of a kind/.test(refused.err)], [1, true]);
  });
});
