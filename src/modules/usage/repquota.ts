import type { Problem } from '../../kernel/errors.ts';
import { readRow, wrong, type Measured, type Read } from './row.ts';

/** How the header of quota-tools begins. With `-s` it says SpaceUsed, of which the unit is unknown: that is refused. */
export const repquotaHeader = ['User', 'BlockStatus', 'FileStatus', 'BlockUsed'] as const;
const used = repquotaHeader.indexOf('BlockUsed');
const block = 1024;

/**
 * Reads what `repquota -a -O csv` prints: a header and a row a user for each filesystem, one after the other. What a
 * user holds on several of them is added up. Users without a name are shown as #1001 and are nobody's account.
 */
export function readRepquota(header: readonly string[], records: readonly string[][], now: number): Read {
  const rows = new Map<string, Measured>();
  const problems: Problem[] = [];
  records.forEach((record, index) => {
    const [account = ''] = record;
    if (isNoUser(record)) return;
    const row = index + 2;
    if (record.length !== header.length) {
      problems.push(wrong(row, '', 'usage.row.fields', { expected: header.length, found: record.length }));
      return;
    }
    const earlier = rows.get(account);
    const disk = blocksOf(record) * block + (earlier?.disk ?? 0);
    const read = readRow(row, { account, disk, traffic: undefined, at: undefined }, now);
    if (Array.isArray(read)) problems.push(wrong(row, 'BlockUsed', 'usage.row.number'));
    else rows.set(account, { ...read, row: earlier?.row ?? row });
  });
  return { rows: [...rows.values()], problems, strangers: 'ignored' };
}

const blocksOf = (record: readonly string[]): number =>
  /^\d{1,12}$/.test(record[used] ?? '') ? Number(record[used]) : NaN;

const isNoUser = (record: readonly string[]): boolean =>
  record.length < 2 || record[0] === 'User' || record[0] === '' || record[0]?.startsWith('#') === true;
