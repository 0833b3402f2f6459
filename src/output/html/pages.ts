import type { Answer } from '../../panel/answer.ts';
import type { AccessView, RuleView } from '../html.pages.view.ts';
import { besideMenu, frame } from './frame.ts';
import type { Writer } from './standing.ts';

type PageAnswer = Extract<Answer, { kind: 'page' }>;

interface Rule {
  func: string;
  choice: 'inherit' | 'allow' | 'deny';
  deniedBy: string | null;
}

interface AccessData {
  elid: string;
  name: string;
  modules: { rule: Rule; verbs: Rule[] }[];
}

/** Access to modules: each func with what is chosen and what it inherits. */
export function accessView(write: Writer, { module, func, data }: PageAnswer): AccessView {
  const { elid, name, modules } = data as unknown as AccessData;
  return {
    ...frame(write, module.name),
    view: 'access',
    title: write.t('access.title', { name }),
    crumbs: [{ label: write.caption(module.name, 'title'), href: `${write.base}/${module.name}` }],
    action: `${write.base}/${func}`,
    elid,
    name,
    intro: write.t('access.intro', { name }),
    modules: modules.map(({ rule, verbs }) => ({
      rule: ruleView(write, rule, rule.choice),
      icon: iconOf(write, rule.func),
      verbs: verbs.map((verb) => ruleView(write, verb, rule.choice)),
    })),
    submit: write.t('form.save'),
    cancelHref: `${write.base}/${module.name}`,
  };
}

function ruleView({ caption, t }: Writer, rule: Rule, ofModule: Rule['choice']): RuleView {
  const [module = '', verb] = rule.func.split('.');
  const inherited =
    rule.deniedBy !== null
      ? t('access.denied_by', { name: rule.deniedBy })
      : t(verb !== undefined && ofModule === 'deny' ? 'access.denied_here' : 'access.allowed');
  const label = verb === undefined ? caption(module, 'title') : caption(module, `verb_${verb}`);
  return { func: rule.func, label, choice: rule.choice, inherited, locked: rule.deniedBy !== null };
}

function iconOf({ manifest }: Writer, func: string): string {
  const inMenu = manifest.menu.flatMap(({ items }) => items).find((item) => item.func === func);
  if (inMenu) return inMenu.icon;
  return Object.hasOwn(besideMenu, func) ? besideMenu[func as keyof typeof besideMenu].icon : 'puzzle';
}
