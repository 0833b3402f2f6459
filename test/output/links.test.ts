import assert from 'node:assert/strict';
import { withLinks } from '../../src/output/html/links.ts';

const links = (text: string): string[] =>
  withLinks(text).flatMap(({ text: shown, href }) => (href === null ? [] : [shown]));
const leads = (text: string): (string | null)[] => withLinks(text).flatMap(({ href }) => (href === null ? [] : [href]));

describe('a text with addresses', () => {
  it('is the same text in pieces', () => {
    const text = 'See https://example.net/a, (http://example.org/b_(c)) or ftp://x.example.\n\thttps://é.example/ü!';
    assert.equal(
      withLinks(text)
        .map((piece) => piece.text)
        .join(''),
      text,
    );
    assert.deepEqual(links(text), ['https://example.net/a', 'http://example.org/b_(c)', 'https://é.example/ü']);
  });

  it('is one piece without any', () => {
    assert.deepEqual(withLinks('no link: example.net'), [{ text: 'no link: example.net', href: null }]);
    assert.deepEqual(withLinks(''), []);
  });

  it('leads nowhere but to the web', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//example.net', 'https://'])
      assert.deepEqual(links(text), [], text);
  });

  it('ends where quotes, brackets and the marks of markup begin', () => {
    assert.deepEqual(leads('<a href="https://example.net/x">y</a>'), ['https://example.net/x']);
    assert.deepEqual(leads(`'https://example.net/'onmouseover=alert(1)`), ['https://example.net/']);
    assert.deepEqual(leads('[https://example.net/x]'), ['https://example.net/x']);
  });

  it('does not pretend to lead elsewhere', () => {
    assert.deepEqual(links('https://bank.example@evil.example/'), []);
    assert.deepEqual(links('https://example.net/\u202egpj.exe'), ['https://example.net/']);
  });

  it('is cut in no time, however it is made', () => {
    const began = performance.now();
    withLinks(`https://example.net/${')'.repeat(20_000)}`);
    withLinks('https://a.example/((('.repeat(1000));
    withLinks(`https://example.net/${'.)'.repeat(900)} `.repeat(10));
    assert.ok(performance.now() - began < 500);
  });
});
