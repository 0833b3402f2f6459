import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { PanelError } from '../../../src/kernel/errors.ts';
import { readDomain } from '../../../src/modules/sites/domain.ts';

/** RFC 1123, written down once more on its own: labels of 1 to 63 letters, digits and inner hyphens, 253 in all. */
function isHostname(text: string): boolean {
  const labels = text.split('.');
  const right = labels.every(
    (label) => /^[a-z0-9-]{1,63}$/.test(label) && !label.startsWith('-') && !label.endsWith('-'),
  );
  return right && labels.length > 1 && text.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '');
}

describe('a domain', () => {
  const right: Readonly<Record<string, readonly [name: string, ascii: string]>> = {
    'example.com': ['example.com', 'example.com'],
    'EXAMPLE.Com.': ['example.com', 'example.com'],
    '  example.com ': ['example.com', 'example.com'],
    'bücher.example': ['bücher.example', 'xn--bcher-kva.example'],
    'BÜCHER.example': ['bücher.example', 'xn--bcher-kva.example'],
    'bu\u0308cher.example': ['bücher.example', 'xn--bcher-kva.example'],
    'xn--bcher-kva.example': ['bücher.example', 'xn--bcher-kva.example'],
    'żółć.pl': ['żółć.pl', 'xn--kda4b0koi.pl'],
    'пример.рф': ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    '1.example': ['1.example', '1.example'],
  };

  for (const [typed, [name, ascii]] of Object.entries(right))
    it(`typed as “${typed}” is ${name}`, () => {
      assert.deepEqual(readDomain(typed), { name, ascii });
    });

  it('that is accepted is one that a web server’s configuration can hold', () => {
    const nasty = fc.constantFrom(
      ...Array.from('.-_;{}#$"\'\\ \n\t\0*/@:%&?=<>()[]|`~^!+,'),
      '\u200b',
      '\u00ad',
      '\u202e',
      'ü',
      'ß',
      'ł',
      '。',
      '１',
      'xn--',
      'a',
      '0',
    );
    const texts = fc.oneof(
      fc.domain(),
      fc.string({ unit: nasty, maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => `${text}.example`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const { ascii } = readDomain(text);
          assert.ok(isHostname(ascii), `“${text}” becomes ${ascii}`);
        } catch (error) {
          assert.ok(error instanceof PanelError && error.code === 'invalid', String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('read again is the same', () => {
    fc.assert(
      fc.property(fc.domain(), (text) => {
        const once = readDomain(text);
        assert.deepEqual(readDomain(once.ascii), once);
        assert.deepEqual(readDomain(once.name), once);
      }),
    );
  });
});
