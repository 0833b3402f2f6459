import type { Request, Response } from 'express';
import { languages, type Lang } from '../lang/languages.ts';
import { translator, type TranslateAny } from '../lang/translate.ts';
import type { FieldView, PlainView } from '../output/html.view.ts';
import { ownTemplate } from '../output/html/template.ts';
import type { PanelError } from '../kernel/errors.ts';
import type { Deps } from './deps.ts';
import { sendPage } from './page.ts';
import { langOf, themeOf } from './reader.ts';

type View = PlainView['view'];

/** What differs from page to page. */
export interface Plain {
  readonly view: View;
  readonly status: number;
  readonly title: string;
  readonly action: string;
  readonly submit: string;
  readonly text?: string | null;
  readonly error?: string | null;
  readonly fields?: FieldView[];
  readonly problems?: PlainView['problems'];
}

/** Answers with a page outside the panel's frame: sign-in, set-up, error. */
export function sendPlain(deps: Deps, req: Request, res: Response, page: Plain): void {
  res.status(page.status);
  sendPage(res, ownTemplate(page.view)(viewOf(deps, req, page)));
}

function viewOf({ assets, config, ...deps }: Deps, req: Request, page: Plain): PlainView {
  const lang = langOf(req, { config });
  const { view, title, action, submit, text = null, error = null, fields = [], problems = [] } = page;
  return {
    ...{ view, title, action, submit, text, error, fields, problems },
    lang,
    theme: themeOf(req),
    brand: 'Sublet',
    foot: deps.manifest.version,
    base: '',
    csrf: csrfOf(req),
    opId: '',
    asset: (name) => assets.url(name),
    t: (key, values) => (translator(lang) as TranslateAny)(key, values),
    flash: [],
    host: req.hostname,
    links: [],
    languages: Object.entries(languages).map(([code, label]) => ({ code, label, current: code === lang })),
  };
}

/** Errors may come before there is a session. */
const csrfOf = (req: Partial<Pick<Request, 'session'>>): string => req.session?.csrfToken ?? '';

type FieldOptions = Partial<Pick<FieldView, 'value' | 'required' | 'autocomplete'>>;

/** A field of such a page; `problems` are those of the whole form. */
export function plainField(
  name: string,
  as: 'text' | 'email' | 'password',
  label: string,
  options: FieldOptions = {},
): FieldView {
  const empty = { hint: null, checked: false, readonly: false, unit: null, options: [], problem: null, icon: null };
  return { name, id: `f-${name}`, label, as, value: '', required: true, autocomplete: null, ...empty, ...options };
}

/** Puts what is wrong next to the fields, and answers the summary with links to them. */
export function withProblems(
  fields: FieldView[],
  error: PanelError,
  lang: Lang,
): Pick<Plain, 'fields' | 'problems' | 'error'> {
  const t = translator(lang);
  const texts = new Map(error.problems.map(({ field, message, values }) => [field, t(message, values)]));
  return {
    fields: fields.map((field) => ({ ...field, problem: texts.get(field.name) ?? null })),
    problems: [...texts].map(([field, text]) => ({ href: `#f-${field}`, text })),
    error: texts.size > 0 ? t('error.invalid') : t(error.messageKey, error.values),
  };
}
