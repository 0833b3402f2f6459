export { journalModule } from './journal.module.ts';
export type { JournalRow } from './journal.schema.ts';
export { latest } from './journal.store.ts';
export { sealJournal, verifyJournal, type SealFault } from './seal.service.ts';
