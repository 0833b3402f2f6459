import { refuse } from '../../kernel/errors.ts';
import { fromBits, type Feature } from '../../kernel/features.ts';
import type { AccountRecord } from './account.table.ts';
import type { Path } from './tree.ts';

/** What works for the account: its own features that every account above it has too. */
export const effectiveFeatures = (rows: readonly Pick<AccountRecord, 'features'>[]): number =>
  rows.reduce((bits, row) => bits & row.features, -1);

/**
 * Refuses features that are newly given though an account above lacks them. One that was given earlier and is lacking
 * above now stays the account's own: it sleeps, and works again when it is back above.
 */
export function checkFeatures(path: Path, wanted: number, before: number): void {
  const ancestors = path.rows.slice(1);
  for (const feature of fromBits(wanted & ~before)) {
    const lacking = ancestors.find((row) => !has(row, feature));
    if (lacking)
      throw refuse('limit', feature, 'account.feature.not_yours', {
        parent: lacking.name,
        feature: feature.toUpperCase(),
      });
  }
}

const has = (row: AccountRecord, feature: Feature): boolean => fromBits(row.features).includes(feature);
