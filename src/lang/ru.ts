import { accountRu } from './account.ru.ts';
import { errorRu } from './error.ru.ts';
import type { en } from './en.ts';
import type { Russian } from './plural.ts';

export const ru = { ...errorRu, ...accountRu } as const satisfies Russian<typeof en>;
