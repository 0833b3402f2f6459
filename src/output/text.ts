import type { PanelError } from '../kernel/errors.ts';
import type { Answer } from '../panel/answer.ts';
import { docOf, type Reader } from './doc.ts';
import type { Branch, Tree } from './tree.ts';

/** For shell scripts: a row a line as `name=value`, a form a field a line, `OK ` or `ERROR type(object) message`. */
export async function* text(answer: Answer | PanelError, reader: Reader): AsyncGenerator<string> {
  const doc = docOf(answer, reader);
  switch (doc.kind) {
    case 'ok':
      yield 'OK ';
      return;
    case 'error':
      yield `ERROR ${doc.fault.type}(${oneLine(doc.fault.object)}) ${oneLine(doc.fault.text)}\n`;
      return;
    case 'fields':
      yield lines('', doc.fields).join('');
      return;
    case 'list':
      for await (const rows of doc.chunks)
        yield rows.map((cells) => `${cells.map(([name, value]) => `${name}=${oneLine(value)}`).join(' ')}\n`).join('');
  }
}

const lines = (prefix: string, branch: Branch): string[] =>
  Object.entries(branch).flatMap(([name, tree]) => line(prefix + name, tree));

function line(name: string, tree: Tree): string[] {
  if (typeof tree === 'string') return [`${name}=${oneLine(tree)}\n`];
  return Array.isArray(tree) ? tree.flatMap((item) => line(name, item)) : lines(`${name}.`, tree);
}

/** A value must not be able to begin a line of its own. */
const oneLine = (value: string): string => value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
