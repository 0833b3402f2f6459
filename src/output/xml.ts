import type { PanelError } from '../kernel/errors.ts';
import type { Answer } from '../panel/answer.ts';
import { docOf, isList, type Doc, type Fault, type Reader } from './doc.ts';
import { listIn, rowWriter, type Pieces } from './rows.ts';
import type { Branch, Tree } from './tree.ts';

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The answer as ISPmanager's clients read it. */
export function xml(answer: Answer | PanelError, reader: Reader): Pieces {
  if (isList(answer))
    return listIn(answer, rows(answer.module, reader.level), { head: `${head}<doc>`, between: '', tail: '</doc>\n' });
  return [`${head}<doc>${body(docOf(answer, reader), reader)}</doc>\n`];
}

const rows = rowWriter({
  open: '<elem>',
  close: '</elem>',
  between: '',
  empty: '<elem></elem>',
  value: (name) => {
    const tag = elementName(name);
    return (value, plain) => elementOf(tag, plain ? value : escapeXml(value));
  },
});

function body(doc: Doc, { lang, version }: Reader): string {
  switch (doc.kind) {
    case 'ok':
      return `<ok/>${doc.id === null ? '' : element('id', doc.id)}`;
    case 'error':
      return `${version === 4 ? oldError(doc.fault) : errorElement(doc.fault, lang)}${children({ done: [...doc.done], failed: [...doc.failed] })}`;
    case 'fields':
      return children(doc.fields);
  }
}

function errorElement({ type, object, value, text }: Fault, lang: string): string {
  const parts = [
    ...(object === '' ? [] : [element('object', object)]),
    ...(value === '' ? [] : [element('value', value)]),
    element('msg', text),
  ];
  return `<error type="${type}" object="${escapeXml(object)}" lang="${lang}">${parts.join('')}</error>`;
}

/** 8 is a plain message. */
const numberOf: Readonly<Record<Fault['type'], number>> = {
  internal: 1,
  exists: 2,
  missed: 3,
  nofunc: 3,
  value: 4,
  limit: 5,
  access: 6,
  auth: 6,
  busy: 8,
};

function oldError({ type, object, value, text }: Fault): string {
  if (type === 'auth') return '<authfail/>';
  return `<error code="${numberOf[type]}" obj="${escapeXml(object)}" val="${escapeXml(value)}">${escapeXml(text)}</error>`;
}

const children = (branch: Branch): string =>
  Object.entries(branch)
    .map(([name, tree]) => element(name, tree))
    .join('');

/** A list repeats its element. */
function element(name: string, tree: Tree): string {
  if (Array.isArray(tree)) return tree.map((item) => element(name, item)).join('');
  const inner = typeof tree === 'string' ? escapeXml(tree) : children(tree);
  return elementOf(elementName(name), inner);
}

const elementOf = (tag: string, inner: string): string => (inner === '' ? `<${tag}/>` : `<${tag}>${inner}</${tag}>`);

/** Func names and the like may be keys of a page; what no element can be called is replaced. */
const elementName = (name: string): string => name.replaceAll(/[^\w.-]/g, '_').replace(/^(?![A-Za-z_])/, '_');

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text for elements and attributes. What XML 1.0 cannot hold even as a reference is dropped. */
export const escapeXml = (text: string): string => (/[^ !#-%'-;=?-~]/.test(text) ? escaped(text) : text);

const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? '');
