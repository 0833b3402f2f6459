import { accountRu } from './account.ru.ts';
import { apiRu } from './api.ru.ts';
import { chromeRu } from './chrome.ru.ts';
import { doorRu } from './door.ru.ts';
import type { en } from './en.ts';
import { errorRu } from './error.ru.ts';
import { hostRu } from './host.ru.ts';
import { mailRu } from './mail.ru.ts';
import { panelRu } from './panel.ru.ts';
import type { Russian } from './plural.ts';
import { serverRu } from './server.ru.ts';
import { supportRu } from './support.ru.ts';
import { threadRu } from './thread.ru.ts';
import { ticketRu } from './ticket.ru.ts';
import { uploadRu } from './upload.ru.ts';

export const ru = {
  ...errorRu,
  ...accountRu,
  ...apiRu,
  ...chromeRu,
  ...doorRu,
  ...hostRu,
  ...mailRu,
  ...panelRu,
  ...serverRu,
  ...supportRu,
  ...threadRu,
  ...ticketRu,
  ...uploadRu,
} as const satisfies Russian<typeof en>;
