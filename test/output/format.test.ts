import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formats, iso, isZone } from '../../src/output/format.ts';

const en = formats('en', 'Europe/Warsaw');
const ru = formats('ru', 'Europe/Moscow');
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const MiB = 2 ** 20;
const GiB = 2 ** 30;
const TiB = 2 ** 40;

describe('the size of a file', () => {
  it('is told from KiB upwards, and is never nothing', () => {
    assert.deepEqual(
      [0, 100, 4096, 999 * 1024, 1000 * 1024, 20 * MiB].map((bytes) => en.fileSize(bytes)),
      ['1 KiB', '1 KiB', '4 KiB', '999 KiB', '0.98 MiB', '20 MiB'],
    );
    assert.equal(plain(ru.fileSize(4096)), '4 КиБ');
  });
});

describe('an amount of disk', () => {
  it('is in binary units with three digits at most', () => {
    assert.deepEqual(
      [0, 500 * MiB, 1.555 * GiB, 12.34 * TiB].map((bytes) => en.disk(bytes)),
      ['0 MiB', '500 MiB', '1.56 GiB', '12.3 TiB'],
    );
  });

  it('goes to the next unit where three digits end', () => {
    assert.deepEqual(
      [999 * MiB, 1000 * MiB, 1023 * MiB].map((bytes) => en.disk(bytes)),
      ['999 MiB', '0.98 GiB', '1 GiB'],
    );
  });

  it('is never shown as nothing when there is something', () => {
    assert.equal(en.disk(1), '< 0.01 MiB');
  });

  it('never needs more than three digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 * TiB }), (bytes) => {
        assert.ok(en.disk(bytes).replaceAll(/\D/g, '').replace(/^0+/, '').length <= 3, en.disk(bytes));
      }),
    );
  });

  it('has Russian units in Russian', () => {
    assert.equal(plain(ru.disk(1.5 * GiB)), '1,5 ГиБ');
  });
});

describe('an amount of traffic', () => {
  it('is in decimal units', () => {
    assert.deepEqual(
      [999_400_000, 999_600_000, 1.5e12].map((bytes) => en.traffic(bytes)),
      ['999 MB', '1 GB', '1.5 TB'],
    );
    assert.equal(ru.traffic(2e9), '2 ГБ');
  });
});

describe('a usage', () => {
  it('has one unit for both numbers, chosen by the limit', () => {
    assert.deepEqual(en.usage(0.964e12, 1e12, 'traffic'), {
      used: '0.96',
      max: '1 TB',
      percent: '96%',
      value: 96,
      tone: 'bad',
    });
  });

  it('of what has no limit is the amount alone', () => {
    assert.deepEqual(en.usage(1.5e12, null, 'traffic'), {
      used: '1.5 TB',
      max: '∞',
      percent: null,
      value: 0,
      tone: 'ok',
    });
  });

  it('tells the true percent when it is over, with a full bar', () => {
    const { percent, value, tone } = en.usage(1030, 1000, 'count');
    assert.deepEqual({ percent, value, tone }, { percent: '103%', value: 100, tone: 'bad' });
  });

  it('changes tone at 75 and at 90 percent', () => {
    assert.deepEqual(
      [74, 75, 89, 90].map((used) => en.usage(used, 100, 'count').tone),
      ['ok', 'warn', 'warn', 'bad'],
    );
  });

  it('is full only when it is full', () => {
    assert.equal(en.usage(999_999, 1_000_000, 'count').percent, '99%');
    for (let used = 0; used <= 100; used += 1) assert.equal(en.usage(used, 100, 'count').percent, `${String(used)}%`);
  });

  it('of nothing allowed is full as soon as there is something', () => {
    assert.deepEqual([en.usage(0, 0, 'count').percent, en.usage(3, 0, 'disk').percent], ['0%', '100%']);
  });

  it('writes counts in full, grouped as the reader does', () => {
    assert.equal(en.usage(12_345, 20_000, 'count').used, '12,345');
    assert.equal(plain(ru.usage(12_345, 20_000, 'count').max), '20 000');
  });
});

describe('a time', () => {
  const now = Date.UTC(2026, 6, 9, 12);
  const ago = (ms: number): string => en.relative(now - ms, now);
  const hour = 3_600_000;
  const day = 24 * hour;

  it('is relative up to a year', () => {
    assert.deepEqual([20_000, 5 * 60_000, 2 * hour, 47 * hour, 21 * day, 100 * day].map(ago), [
      'now',
      '5 min. ago',
      '2 hr. ago',
      '1 day ago',
      '3 wk. ago',
      '3 mo. ago',
    ]);
    assert.equal(ago(-3 * hour), 'in 3 hr.');
    assert.equal(plain(ru.relative(now - 21 * day, now)), '3 нед. назад');
  });

  it('is a date after a year', () => {
    assert.equal(ago(400 * day), 'Jun 4, 2025');
  });

  it('in full has its zone', () => {
    assert.equal(plain(en.exact(now)), 'Jul 9, 2026, 2:00:00 PM GMT+2');
    assert.equal(plain(ru.exact(now)), '9 июл. 2026 г., 15:00:00 GMT+3');
  });

  it('for machines is ISO 8601 in UTC', () => {
    assert.equal(iso(now), '2026-07-09T12:00:00.000Z');
  });

  it('is in UTC when the zone is unknown here', () => {
    assert.match(formats('en', 'Mars/Olympus').exact(now), /UTC$/);
    assert.deepEqual([isZone('Europe/Berlin'), isZone('Mars/Olympus')], [true, false]);
  });
});

describe('formats', () => {
  it('are made once for each language and zone', () => {
    assert.equal(formats('en', 'Europe/Warsaw'), en);
    assert.notEqual(formats('ru', 'Europe/Warsaw'), en);
  });
});
