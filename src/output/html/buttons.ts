import type { AnyModule } from '../../panel/define.ts';
import type { ButtonView } from '../html.view.ts';
import type { Tools } from './standing.ts';

/** New, then the module's groups; what the viewer may not call is not there. */
export function toolbar(write: Tools, module: AnyModule): ButtonView[][] {
  const creates = module.form?.create !== undefined && write.may(`${module.name}.edit`);
  const made: ButtonView = {
    func: `${module.name}.edit`,
    label: write.t('list.new'),
    icon: 'plus',
    rows: '0',
    hint: '',
    danger: false,
    href: `${write.base}/${module.name}.edit`,
    key: 'n',
  };
  return [...(creates ? [[made]] : []), ...groups(write, module)];
}

/** The same verbs as the toolbar's: entering first, what destroys last behind a line. */
export function rowMenu(buttons: readonly ButtonView[][]): ButtonView[][] {
  const all = buttons.flat().filter(({ href }) => href === null);
  const first = all.filter(({ func }) => func.endsWith('.enter'));
  const last = all.filter(({ danger }) => danger);
  const rest = all.filter((button) => !first.includes(button) && !last.includes(button));
  return [[...first, ...rest], last].filter((group) => group.length > 0);
}

const groups = (write: Tools, module: AnyModule): ButtonView[][] =>
  everyGroup(write, module)
    .map((group) => group.filter(({ func }) => write.may(func)))
    .filter((group) => group.length > 0);

/** By the language, which a caption speaks, and the module. */
const made = new WeakMap<Tools['caption'], Map<AnyModule, readonly ButtonView[][]>>();

/** The buttons as if everything were allowed; written once. */
function everyGroup(write: Tools, module: AnyModule): readonly ButtonView[][] {
  const inLanguage = made.get(write.caption) ?? new Map<AnyModule, readonly ButtonView[][]>();
  made.set(write.caption, inLanguage);
  const known = inLanguage.get(module);
  if (known) return known;
  const fresh = (module.list?.toolbar ?? []).map((names) => names.map((name) => button(write, module, name)));
  inLanguage.set(module, fresh);
  return fresh;
}

function button({ caption, t }: Pick<Tools, 'caption' | 't'>, module: AnyModule, name: string): ButtonView {
  const verb = module.verbs?.[name];
  const { icon = 'pencil', key = name === 'edit' ? 'E' : null } = { ...module.pages?.[name], ...verb };
  const many = verb?.on === 'many';
  return {
    func: `${module.name}.${name}`,
    label: caption(module.name, `verb_${name}`),
    icon,
    rows: many ? '+' : '1',
    hint: t(many ? 'list.hint_some' : 'list.hint_one'),
    danger: verb?.danger === true,
    href: null,
    key,
  };
}
