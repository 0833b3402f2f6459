import { accountEn } from './account.en.ts';
import { apiEn } from './api.en.ts';
import { chromeEn } from './chrome.en.ts';
import { doorEn } from './door.en.ts';
import { errorEn } from './error.en.ts';
import { hostEn } from './host.en.ts';
import { mailEn } from './mail.en.ts';
import { panelEn } from './panel.en.ts';
import { serverEn } from './server.en.ts';
import { supportEn } from './support.en.ts';
import { threadEn } from './thread.en.ts';
import { ticketEn } from './ticket.en.ts';
import { uploadEn } from './upload.en.ts';

/** Every message of the panel that is not a module's caption. Its keys are the type of all other languages. */
export const en = {
  ...errorEn,
  ...accountEn,
  ...apiEn,
  ...chromeEn,
  ...doorEn,
  ...hostEn,
  ...mailEn,
  ...panelEn,
  ...serverEn,
  ...supportEn,
  ...threadEn,
  ...ticketEn,
  ...uploadEn,
} as const;
