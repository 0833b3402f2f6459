import type { Answer } from '../../panel/answer.ts';
import type { ConfirmView } from '../html.view.ts';
import { shownFields } from '../../panel/form.ts';
import { fieldView } from './form.ts';
import { frame, type Writer } from './frame.ts';

type ConfirmAnswer = Extract<Answer, { kind: 'confirm' }>;

/** The question before a verb: what will happen, to what, and what has to be typed or chosen. */
export function confirmView(write: Writer, answer: ConfirmAnswer, back: string): ConfirmView {
  const { module, func, verb, elids, names, typed, problems } = answer;
  const { name } = module;
  const verbName = func.slice(name.length + 1);
  const word = elids.length === 1 ? (names[0] ?? '') : String(elids.length);
  const label = write.caption(name, `verb_${verbName}`);
  const typedProblem = problems.find((problem) => problem.field === 'typed');
  const fields = verb.input ? shownFields(write.ctx, verb.input.fields, null) : [];
  return {
    ...frame(write, name),
    view: 'confirm',
    title: label,
    crumbs: [{ label: write.caption(name, 'title'), href: `${write.base}/${name}` }],
    func,
    action: `${write.base}/do`,
    elids: [...elids],
    question: question(write, answer, label),
    lines: answer.consequences.map(({ text, values }) => write.caption(name, text, values)),
    names: [...names],
    typed: typed ? word : null,
    typedLabel: typed ? write.t('confirm.type', { word }) : null,
    typedProblem: typedProblem ? write.t(typedProblem.message, typedProblem.values) : null,
    fields: fields.map(([key, field]) =>
      fieldView(write, {
        module: name,
        name: key,
        field,
        elid: null,
        values: answer.values,
        options: answer.options,
        problems,
      }),
    ),
    submit: label,
    danger: verb.danger === true,
    cancelHref: back,
  };
}

/** Of one row by its name, of several by their number. */
function question({ t, caption }: Writer, { module, func, names }: ConfirmAnswer, label: string): string {
  const [only = ''] = names.length === 1 ? names : [];
  if (only !== '') return t('confirm.one', { verb: label, name: only });
  return caption(module.name, `ask_${func.slice(module.name.length + 1)}`, { count: names.length });
}
