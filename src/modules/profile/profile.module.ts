import { z } from 'zod';
import type { Ctx } from '../../kernel/ctx.ts';
import { levels } from '../../kernel/ctx.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { isLang, languages } from '../../lang/languages.ts';
import { translator } from '../../lang/translate.ts';
import { audit, scopeOf } from '../../kernel/audit.ts';
import { defineModule, type Option } from '../../panel/define.ts';
import { accountById, changeShellPassword, shellHash } from '../accounts/index.ts';
import {
  NewPassword,
  prepareChange,
  requireLogin,
  requirePresent,
  setPassword,
  storePersonal,
  type PasswordHash,
} from '../logins/index.ts';
import { endSessions, ownLoginId } from '../session/index.ts';
import { readPrefs, ways } from './prefs.ts';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

const ProfileForm = z
  .object({
    lang: z.string().refine(isLang),
    tz: z.string().refine((name) => zones.includes(name), 'field.tz'),
    shortcuts: z.boolean(),
    notify_new: z.enum(ways),
    notify_answer: z.enum(ways),
    notify_assigned: z.enum(ways),
    notify_closed: z.enum(ways),
    password_now: z.string(),
    password: NewPassword,
    password_again: z.string(),
    shellPassword: NewPassword,
    shellRemove: z.boolean(),
  })
  .refine(({ password, password_again }) => password === password_again, {
    path: ['password_again'],
    error: 'field.mismatch',
    // Also when another field is wrong: all is told at once.
    when: () => true,
  });
type ProfileForm = z.infer<typeof ProfileForm>;

async function load(ctx: Ctx): Promise<ProfileForm> {
  const login = await requireLogin(ctx, ownLoginId(ctx));
  const { shortcuts, notify } = readPrefs(login.prefs);
  const secrets = { password_now: '', password: '', password_again: '', shellPassword: '', shellRemove: false };
  return {
    lang: login.lang ?? ctx.lang,
    tz: login.tz ?? ctx.tz,
    shortcuts,
    notify_new: notify.new,
    notify_answer: notify.answer,
    notify_assigned: notify.assigned,
    notify_closed: notify.closed,
    ...secrets,
  };
}

/** Saves language, zone and keys, and the password when a new one is given: then every other session ends. */
async function update(ctx: Ctx, _elid: string, input: ProfileForm): Promise<void> {
  const loginId = ownLoginId(ctx);
  const hash = await newPassword(ctx, loginId, input);
  const shell = await newShellPassword(ctx, loginId, input);
  await inTransaction(ctx, async (tx) => {
    const login = await requireLogin(tx, loginId);
    const after = {
      lang: isLang(input.lang) ? input.lang : null,
      tz: input.tz,
      prefs: JSON.stringify({ ...readPrefs(login.prefs), shortcuts: input.shortcuts, notify: notifyOf(input) }),
    };
    await storePersonal(tx, loginId, after);
    if (hash) {
      await setPassword(tx, loginId, hash);
      await endSessions(tx, loginId, 'others');
    }
    if (shell !== undefined) await changeShellPassword(tx, ctx.viewer.id, shell);
    const object = {
      kind: 'login',
      id: loginId,
      name: login.login,
      subjectId: login.account_id,
      scopeId: scopeOf(ctx.viewer),
    };
    const before = { lang: login.lang, tz: login.tz, prefs: login.prefs };
    await audit(tx, 'profile', object, {
      before,
      after: { ...after, ...(hash && { password: '•••' }) },
    });
  });
}

const notifyOf = (input: ProfileForm): ReturnType<typeof readPrefs>['notify'] => ({
  new: input.notify_new,
  answer: input.notify_answer,
  assigned: input.notify_assigned,
  closed: input.notify_closed,
});

async function newPassword(ctx: Ctx, loginId: number, input: ProfileForm): Promise<PasswordHash | null> {
  if (input.password === '') return null;
  return prepareChange(ctx, loginId, { present: input.password_now, wanted: input.password });
}

/** For whoever has a Linux account to sign in to. Undefined: it stays as it is. */
const hasShell = ({ viewer }: Ctx): boolean => viewer.level === 'user' && viewer.features.includes('shell');

async function newShellPassword(ctx: Ctx, loginId: number, input: ProfileForm): Promise<string | null | undefined> {
  const { shellPassword: text, shellRemove, password_now: present } = input;
  if (!hasShell(ctx) || (text === '' && !shellRemove)) return undefined;
  await requirePresent(ctx, loginId, present);
  if (shellRemove) return null;
  const own = await accountById(ctx, ctx.viewer.id);
  return shellHash({ text, name: own.name, field: 'shellPassword' }, own.shell_password);
}

const languageOptions = (): Option[] => Object.entries(languages).map(([value, label]) => ({ value, label }));
const wayOptions = ({ lang }: Ctx): Option[] =>
  ways.map((value) => ({ value, label: translator(lang)(`notify.${value}`) }));
const wish = { as: 'select', group: 'notifications', options: wayOptions } as const;
const zoneOptions = (): Option[] => zones.map((zone) => ({ value: zone, label: zone }));

export const profileModule = defineModule({
  name: 'profile',
  levels,
  form: {
    schema: ProfileForm,
    fields: {
      lang: { as: 'select', group: 'reading', options: languageOptions },
      tz: { as: 'select', group: 'reading', options: zoneOptions },
      shortcuts: { as: 'switch', group: 'reading' },
      notify_new: wish,
      notify_answer: wish,
      notify_assigned: wish,
      notify_closed: wish,
      password_now: { as: 'password', group: 'password', autocomplete: 'current-password' },
      password: { as: 'newPassword', group: 'password', autocomplete: 'new-password' },
      password_again: { as: 'password', group: 'password', autocomplete: 'new-password' },
      shellPassword: { as: 'newPassword', group: 'server', autocomplete: 'new-password', shown: hasShell },
      shellRemove: { as: 'switch', group: 'server', shown: hasShell },
    },
    load,
    update,
    whileActing: false,
  },
});
