import { accountRu } from './account.ru.ts';
import { apiRu } from './api.ru.ts';
import { chromeRu } from './chrome.ru.ts';
import { doorRu } from './door.ru.ts';
import type { en } from './en.ts';
import { errorRu } from './error.ru.ts';
import { panelRu } from './panel.ru.ts';
import type { Russian } from './plural.ts';
import { ticketRu } from './ticket.ru.ts';

export const ru = {
  ...errorRu,
  ...accountRu,
  ...apiRu,
  ...chromeRu,
  ...doorRu,
  ...panelRu,
  ...ticketRu,
} as const satisfies Russian<typeof en>;
