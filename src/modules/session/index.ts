export { sessionModule } from './session.module.ts';
export { endSessions, hashOf, ownLoginId } from './session.service.ts';
export { deleteExpired, deleteSession, insertSession, moveGrants, updateSession } from './session.store.ts';
export type { SessionRecord } from './session.table.ts';
