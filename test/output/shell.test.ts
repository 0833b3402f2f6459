import assert from 'node:assert/strict';
import { markup } from '../../src/kernel/markup.ts';
import { place, Shell } from '../../src/output/html/shell.ts';

describe('a page with places', () => {
  const shell = new Shell<'who' | 'what'>(`<p title="${place('who')}">${place('what')}ä — ${place('who')}</p>`);

  it('is filled again and again, in every alphabet', () => {
    for (const who of ['Łódź & Мария', '', 'root']) {
      const page = shell.fill({ who: markup`${who}`, what: markup`<b>${who}</b>` });
      const said = who.replace('&', '&amp;');
      assert.equal(page.toString(), `<p title="${said}"><b>${said}</b>ä — ${said}</p>`);
    }
  });

  it('takes nothing that is filled in for a place', () => {
    const page = shell.fill({ who: markup`${place('what')}`, what: markup`x` });
    assert.equal(page.toString(), `<p title="${place('what')}">xä — ${place('what')}</p>`);
  });

  it('may have no place at all', () => {
    assert.equal(new Shell('<p>ü</p>').fill({}).toString(), '<p>ü</p>');
  });
});
