import type { Level } from '../kernel/ctx.ts';
import { PanelError, type ErrorCode } from '../kernel/errors.ts';
import type { Lang } from '../lang/languages.ts';
import { translator } from '../lang/translate.ts';
import type { Answer } from '../panel/answer.ts';
import type { Progress } from '../panel/define.ts';
import { isSecret } from '../panel/form.ts';
import { flag, type ListAnswer } from './cells.ts';
import { iso } from './format.ts';
import { branchOf, type Branch } from './tree.ts';

/** For whom an answer is written. */
export interface Reader {
  readonly lang: Lang;
  readonly level: Level;
  /** ISPmanager 4 said errors by number, and JSON without an envelope. */
  readonly version?: 4;
}

export interface Fault {
  readonly code: ErrorCode;
  readonly type: 'access' | 'auth' | 'missed' | 'value' | 'exists' | 'limit' | 'nofunc' | 'busy' | 'internal';
  /** The field or the thing it is about. */
  readonly object: string;
  readonly value: string;
  readonly text: string;
}

/** What an answer that is no list says, before it is written as XML, JSON or text. */
export type Doc =
  | { kind: 'ok'; id: string | null }
  | { kind: 'error'; fault: Fault; done: readonly string[]; failed: readonly string[] }
  | { kind: 'fields'; func: string; fields: Branch };

export const isList = (answer: Answer | PanelError): answer is ListAnswer =>
  !(answer instanceof PanelError) && answer.kind === 'list';

export function docOf(answer: Exclude<Answer, ListAnswer> | PanelError, reader: Reader): Doc {
  if (answer instanceof PanelError) return errorDoc(answer, reader.lang);
  switch (answer.kind) {
    case 'form':
      return formDoc(answer, reader.lang);
    case 'confirm':
      return {
        kind: 'fields',
        func: answer.func,
        fields: { elid: [...answer.elids], name: [...answer.names], confirm: answer.typed ? 'typed' : 'simple' },
      };
    case 'page':
      return { kind: 'fields', func: answer.func, fields: branchOf(answer.data) };
    case 'file':
      return { kind: 'fields', func: answer.func, fields: { name: answer.file.name, type: answer.file.type } };
    case 'progress':
      return { kind: 'fields', func: answer.func, fields: progressFields(answer.progress) };
    case 'done':
      return doneDoc(answer, reader.lang);
  }
}

const progressFields = ({ done, tone, text, at }: Progress): Branch => ({
  done: flag(done),
  tone,
  text,
  at: at === null ? '' : iso(at),
});

/** The values of the form; passwords are never among them. */
function formDoc(answer: Extract<Answer, { kind: 'form' }>, lang: Lang): Doc {
  const refusal =
    answer.error ??
    (answer.problems.length > 0 ? new PanelError('invalid', 'error.invalid', {}, answer.problems) : null);
  if (refusal) return errorDoc(refusal, lang);
  const fields = Object.entries(answer.module.form?.fields ?? {}).filter(
    ([name, field]) => !isSecret(field, answer.values[name]),
  );
  const values = branchOf(Object.fromEntries(fields.map(([name]) => [name, answer.values[name]])));
  return { kind: 'fields', func: answer.func, fields: { ...values, elid: answer.elid ?? '' } };
}

/** Nothing answers ok without having been done: one row that refused makes the whole answer an error. */
function doneDoc(answer: Extract<Answer, { kind: 'done' }>, lang: Lang): Doc {
  const [failure] = answer.failed;
  if (failure) {
    const fault = { ...faultOf(failure.error, lang), object: failure.elid };
    return { kind: 'error', fault, done: answer.done, failed: answer.failed.map(({ elid }) => elid) };
  }
  return { kind: 'ok', id: answer.module.list ? answer.id : null };
}

const errorDoc = (error: PanelError, lang: Lang): Doc => ({
  kind: 'error',
  fault: faultOf(error, lang),
  done: [],
  failed: [],
});

const typeOf: Readonly<Record<ErrorCode, Fault['type']>> = {
  invalid: 'value',
  unauthenticated: 'auth',
  forbidden: 'access',
  not_found: 'missed',
  conflict: 'exists',
  limit: 'limit',
  too_many: 'busy',
  internal: 'internal',
};

/** What went wrong, in the words next to the field when it is about a field. */
export function faultOf(error: PanelError, lang: Lang): Fault {
  const t = translator(lang);
  const [problem] = error.problems;
  const values = problem?.values ?? error.values;
  const said = (...names: string[]): string => {
    const value = names
      .map((name) => values[name])
      .find((known) => typeof known === 'string' || typeof known === 'number');
    return value === undefined ? '' : String(value);
  };
  return {
    code: error.code,
    type: error.messageKey === 'error.func_missing' ? 'nofunc' : typeOf[error.code],
    object: problem?.field ?? said('field', 'func', 'what', 'name'),
    value: problem || error.code === 'not_found' ? said('value', 'name', 'domain', 'what') : said('value'),
    text: problem ? t(problem.message, problem.values) : t(error.messageKey, error.values),
  };
}
