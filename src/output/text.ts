import type { PanelError } from '../kernel/errors.ts';
import type { Answer } from '../panel/answer.ts';
import { docOf, isList, type Reader } from './doc.ts';
import { listIn, rowWriter, type Pieces } from './rows.ts';
import type { Branch, Tree } from './tree.ts';

/** For shell scripts: a row a line as `name=value`, a form a field a line, `OK ` or `ERROR type(object) message`. */
export function text(answer: Answer | PanelError, reader: Reader): Pieces {
  if (isList(answer)) return listIn(answer, rows(answer.module, reader.level), { head: '', between: '', tail: '' });
  const doc = docOf(answer, reader);
  switch (doc.kind) {
    case 'ok':
      return ['OK '];
    case 'error':
      return [`ERROR ${doc.fault.type}(${oneLine(doc.fault.object)}) ${oneLine(doc.fault.text)}\n`];
    case 'fields':
      return [lines('', doc.fields).join('')];
  }
}

const rows = rowWriter({
  open: '',
  close: '\n',
  between: ' ',
  empty: '\n',
  value: (name) => {
    const open = ` ${name}=`;
    return (value, plain) => open + (plain ? value : oneLine(value));
  },
});

const lines = (prefix: string, branch: Branch): string[] =>
  Object.entries(branch).flatMap(([name, tree]) => line(prefix + name, tree));

function line(name: string, tree: Tree): string[] {
  if (typeof tree === 'string') return [`${name}=${oneLine(tree)}\n`];
  return Array.isArray(tree) ? tree.flatMap((item) => line(name, item)) : lines(`${name}.`, tree);
}

/** A value must not be able to begin a line of its own. */
const oneLine = (value: string): string => value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
