import { tellSupport } from './helpers/support.ts';

const sqlite = (): string => '';

tellSupport('a ticket, with JavaScript', { js: true, databaseUrl: sqlite });
tellSupport('a ticket, without JavaScript', { js: false, databaseUrl: sqlite });
