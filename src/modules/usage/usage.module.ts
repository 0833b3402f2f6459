import { defineModule, defineVerb } from '../../panel/define.ts';
import { formats, ReportInput } from './usage.schema.ts';
import { reportUsage } from './usage.service.ts';

/** Rows come from the command line (`rows=-`) in any number; a call of the API carries as many as API_BODY_LIMIT lets it. */
export const usageModule = defineModule({
  name: 'usage',
  levels: ['admin'],
  verbs: {
    report: defineVerb({
      on: 'none',
      hidden: true,
      confirm: false,
      input: {
        schema: ReportInput,
        fields: {
          id: { required: true },
          format: {
            as: 'select',
            required: true,
            options: () => formats.map((value) => ({ value, label: value.toUpperCase() })),
          },
          rows: { as: 'textarea', required: true },
        },
      },
      run: async (ctx, _elid, input) => {
        await reportUsage(ctx, input);
        return undefined;
      },
    }),
  },
});
