import assert from 'node:assert/strict';
import type { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

describe('the page of access rules', () => {
  let house: House;
  let root: Browser;
  beforeEach(async () => {
    house = await openHouse();
    root = await house.browse('root');
  });
  afterEach(() => house.db.destroy());

  const page = async (): Promise<string> => (await root.get('/reseller.access?elid=north')).text;
  const rules = async (): Promise<unknown> => {
    const [json] = await house.db('accounts').where({ name: 'north' }).pluck('rules');
    return JSON.parse(String(json));
  };

  /** Everything that the page would send, with one rule changed. */
  const sent = (html: string, func: string, choice: string): Record<string, string> => ({
    ...Object.fromEntries(
      [...html.matchAll(/name="(shown\.([\w.]+))" value="(\w+)"/g)].flatMap(([, name = '', rule = '', value = '']) => [
        [name, value],
        [`rule.${rule}`, value],
      ]),
    ),
    [`rule.${func}`]: choice,
    elid: 'north',
  });

  it('says whose rules are saved', async () => {
    await root.post('/reseller.access', sent(await page(), 'journal', 'deny'));
    assert.match((await root.get('/reseller')).text, /Access saved: north\./);
    assert.deepEqual(await rules(), { journal: 'deny' });
  });

  it('saved in two tabs loses nothing of either', async () => {
    const [one, other] = [await page(), await page()];
    await root.post('/reseller.access', sent(one, 'journal', 'deny'));
    await root.post('/reseller.access', sent(other, 'site', 'deny'));
    assert.deepEqual(await rules(), { journal: 'deny', site: 'deny' });
  });

  it('has no piece of a puzzle for what is reached from elsewhere than the menu', async () => {
    const html = await page();
    assert.match(html, /#user-cog"/);
    assert.match(html, /#device-laptop"/);
    assert.doesNotMatch(html, /rule-name"><svg[^>]*><use href="[^"]*#puzzle"/);
  });
});
