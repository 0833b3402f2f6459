import type { Answer, Row } from '../../panel/answer.ts';
import type { AnyModule, Field, Notice, Option } from '../../panel/define.ts';
import { isSecret, showField, shownFields } from '../../panel/form.ts';
import type { Problem } from '../../kernel/errors.ts';
import type { FieldView, FormView } from '../html.view.ts';
import { featureIcons } from './cells.ts';
import { frame } from './frame.ts';
import { optional, type Writer } from './standing.ts';

type FormAnswer = Extract<Answer, { kind: 'form' }>;

/** The page of a form. */
export function formView(write: Writer, answer: FormAnswer): FormView {
  const { module, func, elid, problems } = answer;
  const { name, form } = module;
  if (!form) throw new Error(`${name} has no form`);
  const shown = offeredFields(shownFields(write.ctx, form.fields, elid), answer.options);
  const fields = shown.map(
    ([key, field]) =>
      [field.group ?? 'account', fieldView(write, { ...answer, module: name, name: key, field })] as const,
  );
  const fresh = elid === null;
  const own = !module.list;
  return {
    ...frame(write, name),
    view: 'form',
    func,
    elid: own ? null : elid,
    action: `${write.base}/${func}`,
    multipart: shown.some(([, { as }]) => as === 'files'),
    title: formTitle(write, answer),
    crumbs: own ? [] : [{ label: write.caption(name, 'title'), href: `${write.base}/${name}` }],
    error: problems.length === 0 && answer.error ? write.t(answer.error.messageKey, answer.error.values) : null,
    errorTitle: problems.length > 0 ? write.t('form.mend', { count: problems.length }) : null,
    notice: notice(write, answer),
    problems: problems.map((problem) => ({
      href: `#f-${problem.field}`,
      text: `${write.caption(name, problem.field)}: ${said(write, problem)}`,
    })),
    groups: [...new Set(fields.map(([group]) => group))].map((group) => ({
      name: group,
      label: write.caption(name, `group_${group}`),
      hint: optional(write, name, `group_hint_${group}`),
      columns: form.columns?.[group] ?? 1,
      fields: fields.filter(([of]) => of === group).map(([, field]) => field),
    })),
    submit: write.t(fresh ? 'form.create' : 'form.save'),
    another: fresh ? write.t('form.another') : null,
    cancelHref: `${write.base}/${own ? '' : name}`,
    aside: help(write, name),
  };
}

/** Where there is nothing to choose from, nobody is asked to choose. */
export const offeredFields = (shown: [string, Field][], options: FieldIn['options']): [string, Field][] =>
  shown.filter(([name, { as }]) => as !== 'select' || options.get(name)?.length !== 0);

function formTitle({ caption }: Writer, { module, elid, values }: FormAnswer): string {
  if (!module.list) return caption(module.name, 'title');
  if (elid === null) return caption(module.name, 'new');
  const name = values['name'];
  return `${caption(module.name, 'title_one')} ${typeof name === 'string' ? name : elid}`;
}

function notice(write: Writer, { module, elid, notice: told }: FormAnswer): NonNullable<FormView['notice']> | null {
  if (!told) return null;
  const { text, values, at, ask } = told;
  return {
    text: write.caption(module.name, text, { ...values, when: write.format.exact(at) }),
    func: `${module.name}.${ask?.verb ?? ''}`,
    action: `${write.base}/do`,
    field: ask && askedField(write, module, elid, ask),
  };
}

/** The field of a verb that can be filled in beside the form, for who may call the verb. */
function askedField(
  write: Writer,
  module: AnyModule,
  elid: string | null,
  { verb, field: name, value }: NonNullable<Notice['ask']>,
): FieldView | null {
  const field = module.verbs?.[verb]?.input?.fields[name];
  if (!field || !write.may(`${module.name}.${verb}`)) return null;
  const given = { values: { [name]: value }, options: new Map<string, Option[]>(), problems: [] };
  return fieldView(write, { module: module.name, name, field, elid, ...given });
}

/** What the manual says, beside the form. */
function help(write: Writer, module: string): FormView['aside'] {
  const text = optional(write, module, 'help');
  return text === null ? null : { title: write.t('form.help'), lines: [text] };
}

const said = ({ t }: Writer, { message, values }: Problem): string => t(message, values);

export interface FieldIn {
  module: string;
  name: string;
  field: Field;
  elid: string | null;
  values: Row;
  options: ReadonlyMap<string, Option[]>;
  problems: readonly Problem[];
}

/** One field with its caption, value and what is wrong with it. Passwords never come back. */
export function fieldView(write: Writer, given: FieldIn): FieldView {
  const { module, name, field, elid, values, options } = given;
  const value = isSecret(field, values[name]) ? '' : showField(field, values[name]);
  return {
    name,
    id: `f-${name}`,
    label: write.caption(module, name),
    as: field.as ?? 'text',
    value,
    checked: value === 'on',
    required: field.required === true,
    readonly: field.fixed === true && elid !== null,
    unit: unitOf(write, field),
    autocomplete: field.autocomplete ?? null,
    options: (options.get(name) ?? []).map((option) => ({ ...option, selected: option.value === value })),
    problem: problemOf(write, given),
    check: field.check && elid === null ? checkHref(write, module, name) : null,
    icon: featureIcons[name] ?? null,
    ...hintOf(write, given),
  };
}

/** Of files: what may be sent. */
function hintOf(write: Writer, { module, name, field, options }: FieldIn): Pick<FieldView, 'hint' | 'accept'> {
  const [files] = field.as === 'files' ? (options.get(name) ?? []) : [];
  return files
    ? { hint: files.label, accept: files.value }
    : { hint: optional(write, module, `hint_${name}`), accept: null };
}

/** What is wrong with it. Chosen files are gone when a form is shown again, which has to be said. */
function problemOf(write: Writer, { field, name, values, problems }: FieldIn): string | null {
  const problem = problems.find((one) => one.field === name);
  const chosen = values[name];
  const gone = field.as === 'files' && Array.isArray(chosen) && chosen.length > 0;
  const told = [problem ? said(write, problem) : '', gone ? write.t('form.files_again') : ''];
  return told.filter((text) => text !== '').join(' ') || null;
}

const checkHref = ({ base }: Writer, module: string, field: string): string =>
  `${base}/check?${new URLSearchParams({ func: `${module}.edit`, field }).toString()}`;

const unitOf = ({ t }: Writer, { unit }: Field): string | null => (unit === undefined ? null : t(`unit.${unit}`));
