import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csv } from '../../src/output/csv.ts';
import { alice, bob, listOf, pageOf, whole } from './samples.ts';

const read = (text: string): string[][] => parse(text, { relax_column_count: false });

describe('CSV', () => {
  it('has the declared columns in their order, a usage as two', async () => {
    assert.equal(
      await whole(csv(listOf([alice], [bob]), 'admin')),
      'name,reseller,properties,disk_used,disk_max,createdAt\r\n' +
        'alice,north,active php https,1024,2048,2026-07-09T00:00:00.000Z\r\n' +
        'bob,,disabled,0,,2026-07-09T00:00:00.000Z\r\n',
    );
  });

  it('leaves out columns of other levels', async () => {
    assert.equal(read(await whole(csv(listOf([alice]), 'reseller')))[0]?.includes('reseller'), false);
  });

  it('has a header when there is no row', async () => {
    assert.equal(await whole(csv(listOf(), 'admin')), 'name,reseller,properties,disk_used,disk_max,createdAt\r\n');
  });

  it('writes the page when the rows do not come as a stream', async () => {
    assert.equal(read(await whole(csv(pageOf([alice, bob]), 'admin'))).length, 3);
  });

  it('comes chunk by chunk', async () => {
    const pieces = [];
    for await (const piece of csv(listOf([alice], [], [bob]), 'admin')) pieces.push(piece);
    assert.equal(pieces.length, 3);
  });

  for (const start of ['=', '+', '-', '@', '\t', '\r', '\0', '\n=', ' =', '\u00a0+', '＝', '\ufeff='])
    it(`makes no formula of a cell that begins with ${JSON.stringify(start)}`, async () => {
      const rows = read(await whole(csv(listOf([{ ...alice, reseller: `${start}SUM(A1)` }]), 'admin')));
      assert.equal(rows[1]?.[1], `'${start}SUM(A1)`);
    });

  it('is read back as it was, quotes and line ends included', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';', 'я', ' ') })
      .filter((text) => /^[^\r]?$|^[^\r\n ]/.test(text));
    await fc.assert(
      fc.asyncProperty(cell, async (reseller) => {
        const rows = read(await whole(csv(listOf([{ ...alice, reseller }]), 'admin')));
        assert.equal(rows[1]?.[1], reseller);
      }),
    );
  });
});
