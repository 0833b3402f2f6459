import './server.table.ts';
export { firstLocalToken, heardFrom, makeToken, serverWithKey } from './enrol.store.ts';
export { ensureLocalServer } from './local.store.ts';
export { defaultServer, leavePlace, serverNamed, takePlace } from './placement.store.ts';
export { reviseServers, type Touched } from './revision.store.ts';
export type { ServerRecord } from './server.table.ts';
export { RevisionWatch } from './watch.ts';
