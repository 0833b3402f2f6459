import { defineModule } from '../../panel/define.ts';
import { SettingForm } from './setting.schema.ts';
import { loadSettings, saveSettings } from './setting.service.ts';

/** Within what time an account wants its tickets answered, and what those below it may attach to them. */
export const ticketSettingModule = defineModule({
  name: 'ticketsetting',
  levels: ['admin', 'reseller'],

  form: {
    schema: SettingForm,
    fields: {
      answerHigh: { as: 'number', group: 'answer', unit: 'hours' },
      answerMedium: { as: 'number', group: 'answer', unit: 'hours' },
      answerLow: { as: 'number', group: 'answer', unit: 'hours' },
      fileSize: { as: 'number', group: 'files', unit: 'MiB' },
      fileCount: { as: 'number', group: 'files' },
      fileQuota: { as: 'number', group: 'files', unit: 'MiB' },
      fileTypes: { group: 'files' },
    },
    columns: { answer: 3 },
    load: loadSettings,
    update: saveSettings,
  },
});
