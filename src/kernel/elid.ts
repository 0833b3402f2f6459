/** What an elid may be beside a name: the id of a row. */
export const isId = (elid: string): boolean => /^\d{1,10}$/.test(elid);

/** The ids among elids. */
export const idsAmong = (elids: readonly string[]): number[] => elids.filter(isId).map(Number);
