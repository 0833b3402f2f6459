import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { numberPage, suspendedPage, unknownPage, welcomePage } from '../../../src/agent/web/pages.ts';
import { hostile } from './desired.any.ts';

type Node = DefaultTreeAdapterTypes.Node;

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function elementsOf(node: Node): Element[] {
  const own =
    'tagName' in node
      ? [{ tag: node.tagName, attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])) }]
      : [];
  return [...own, ...('childNodes' in node ? node.childNodes.flatMap(elementsOf) : [])];
}
const textOf = (node: Node): string =>
  'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
const tags = (html: string): string[] => elementsOf(parse(html)).map(({ tag }) => tag);

const provider = {
  id: 1,
  name: 'North & Sons',
  contact: 'help@north.example',
  lang: 'de',
  suspendedTitle: 'Gesperrt',
  suspendedText: 'Bitte melden Sie sich.',
};

describe('a page of the web server', () => {
  it('says who is to be asked, in the language of the provider', () => {
    const elements = elementsOf(parse(suspendedPage(provider)));
    assert.equal(elements.find(({ tag }) => tag === 'html')?.attributes['lang'], 'de');
    assert.equal(elements.find(({ tag }) => tag === 'a')?.attributes['href'], 'mailto:help@north.example');
    const text = textOf(parse(suspendedPage(provider)));
    for (const part of ['Gesperrt', 'Bitte melden Sie sich.', 'North & Sons', 'help@north.example'])
      assert.ok(text.includes(part), part);
  });

  it('has no link where no address is known', () => {
    assert.equal(tags(suspendedPage({ ...provider, contact: '' })).includes('a'), false);
    assert.equal(tags(suspendedPage({ ...provider, contact: 'ask at the desk' })).includes('a'), false);
  });

  it('sends no more than a letter to an address', () => {
    const [link] = elementsOf(parse(suspendedPage({ ...provider, contact: 'a?bcc=b@c.example' }))).filter(
      ({ tag }) => tag === 'a',
    );
    assert.equal(link?.attributes['href'], 'mailto:a%3Fbcc%3Db@c.example');
  });

  it('has the same elements whatever people write', () => {
    const plain = tags(suspendedPage({ ...provider, contact: 'x' }));
    const plainWelcome = tags(welcomePage({ lang: 'en', title: 'a', text: 'b' }));
    fc.assert(
      fc.property(hostile, (text) => {
        const filled = text === '' ? 'x' : text;
        const page = suspendedPage({
          id: 1,
          name: filled,
          contact: filled,
          lang: filled,
          suspendedTitle: filled,
          suspendedText: filled,
        });
        assert.deepEqual(
          tags(page).map((tag) => (tag === 'a' ? 'span' : tag)),
          plain,
        );
        const welcome = { lang: filled, title: filled, text: filled };
        assert.deepEqual(tags(welcomePage(welcome)), plainWelcome);
        assert.deepEqual(tags(unknownPage({ welcome, noSite: { title: filled, text: filled } })), plainWelcome);
      }),
      { numRuns: 300 },
    );
  });

  it('says that there is no site, where the panel has words for it', () => {
    const welcome = { lang: 'de', title: '', text: '' };
    const html = unknownPage({ welcome, noSite: { title: 'Keine Seite', text: 'Hier ist nichts.' } });
    assert.match(html, /<html lang="de">/);
    assert.ok(textOf(parse(html)).includes('Keine Seite') && textOf(parse(html)).includes('Hier ist nichts.'));
    assert.equal(unknownPage({ welcome }), numberPage(404, 'de'));
  });

  it('may be of a number alone', () => {
    assert.equal(textOf(parse(numberPage(404, 'en'))).match(/404/gu)?.length, 2);
    assert.equal(tags(numberPage(404, 'en')).includes('p'), false);
  });
});
