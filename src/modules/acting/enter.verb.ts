import { z } from 'zod';
import { defineVerb, type Verb } from '../../panel/define.ts';
import { enterPanel } from './acting.service.ts';

/** The list one came from, so that Return leads back to it as it was. */
const EnterInput = z.object({ back: z.string().max(500).default('') });

/** "Enter": work in the panel of this row's account, with its rights. */
export const enterVerb = (level: 'reseller' | 'user'): Verb =>
  defineVerb({
    on: 'one',
    icon: 'login-2',
    confirm: false,
    input: { schema: EnterInput, fields: { back: {} } },
    run: (ctx, elid, { back }) => enterPanel(ctx, level, elid, back),
  });
