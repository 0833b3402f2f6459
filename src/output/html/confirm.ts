import type { Answer } from '../../panel/answer.ts';
import type { ConfirmView } from '../html.view.ts';
import { shownFields } from '../../panel/form.ts';
import { fieldView, offeredFields } from './form.ts';
import { frame } from './frame.ts';
import { optional, type Writer } from './standing.ts';

type ConfirmAnswer = Extract<Answer, { kind: 'confirm' }>;

/** More names than this are not read anyway. */
const namesShown = 20;

/** The question before a verb: what will happen, to what, and what has to be typed or chosen. */
export function confirmView(write: Writer, answer: ConfirmAnswer, back: string): ConfirmView {
  const { module, func, verb, elids, names } = answer;
  const { name } = module;
  const verbName = func.slice(name.length + 1);
  const label = write.caption(name, `verb_${verbName}`);
  const more = write.format.number(names.length - namesShown);
  const fields = offeredFields(verb.input ? shownFields(write.ctx, verb.input.fields, null) : [], answer.options);
  return {
    ...frame(write, name),
    view: 'confirm',
    title: label,
    crumbs: [{ label: write.caption(name, 'title'), href: `${write.base}/${name}` }],
    func,
    action: `${write.base}/do`,
    multipart: fields.some(([, { as }]) => as === 'files'),
    elids: answer.every ? [] : [...elids],
    every: answer.every ? elids.length : null,
    question: question(write, answer, label),
    lines: answer.consequences.map(({ text, values }) => write.caption(name, text, values)),
    names: names.length > namesShown ? [...names.slice(0, namesShown), `+${more}`] : [...names],
    ...typedView(write, answer),
    fields: fields.map(([key, field]) => fieldView(write, { ...answer, module: name, name: key, field, elid: null })),
    submit: optional(write, name, `submit_${verbName}`) ?? label,
    icon: verb.danger === true ? 'alert-triangle' : (verb.icon ?? 'info-circle'),
    danger: verb.danger === true,
    cancelHref: back,
  };
}

/** What has to be typed: the name of the one row, or the number of the many. */
function typedView(
  { t }: Writer,
  { elids, names, typed, problems }: ConfirmAnswer,
): Pick<ConfirmView, 'typed' | 'typedLabel' | 'typedProblem'> {
  if (!typed) return { typed: null, typedLabel: null, typedProblem: null };
  const word = elids.length === 1 ? (names[0] ?? '') : String(elids.length);
  const problem = problems.find(({ field }) => field === 'typed');
  const typedProblem = problem ? t(problem.message, problem.values) : null;
  return { typed: word, typedLabel: t('confirm.type', { word }), typedProblem };
}

/** Of one row by its name, of several by their number. */
function question(write: Writer, { module, func, names }: ConfirmAnswer, label: string): string {
  const { t, caption } = write;
  const verb = func.slice(module.name.length + 1);
  const [only = ''] = names.length === 1 ? names : [];
  if (only !== '')
    return (
      optional(write, module.name, `ask_one_${verb}`, { name: only }) ?? t('confirm.one', { verb: label, name: only })
    );
  const key = `ask_${verb}`;
  const asked = caption(module.name, key, { count: names.length });
  // A verb that asks nothing of a few rows has no question of its own.
  return asked === key ? t('confirm.many', { verb: label, count: names.length }) : asked;
}
