import type { PanelError } from '../kernel/errors.ts';
import type { Answer } from '../panel/answer.ts';
import { docOf, isList, type Doc, type Reader } from './doc.ts';
import { listIn, rowWriter, type Pieces } from './rows.ts';
import type { Tree } from './tree.ts';

/** The XML answer told in JSON as ISPmanager does: attributes as `$name`, text as `$`, rows always in an array. */
export function json(answer: Answer | PanelError, reader: Reader): Pieces {
  const [open, close] = reader.version === 4 ? ['', ''] : ['{"doc":', '}'];
  if (!isList(answer)) return [`${open}${JSON.stringify(body(docOf(answer, reader), reader))}${close}`];
  const { module } = answer;
  return listIn(answer, rows(module, reader.level), {
    head: `${open}{"$lang":${JSON.stringify(reader.lang)},"$func":${JSON.stringify(module.name)},"elem":[`,
    between: ',',
    tail: `]}${close}`,
  });
}

/** Plain values without the envelope: rows as objects of texts. */
export function jsonData(answer: Answer | PanelError, reader: Reader): Pieces {
  if (isList(answer))
    return listIn(answer, plainRows(answer.module, reader.level), { head: '[', between: ',', tail: ']' });
  const doc = docOf(answer, reader);
  if (doc.kind === 'error') {
    const { type, object, value, text } = doc.fault;
    return [JSON.stringify({ error: { type, object, value, msg: text }, done: doc.done, failed: doc.failed })];
  }
  return [JSON.stringify(doc.kind === 'ok' ? { ok: true, ...(doc.id !== null && { id: doc.id }) } : doc.fields)];
}

/** Rows as objects; a list may have very many, so they are written without making the objects first. */
const rows = rowWriter({
  open: '{',
  close: '"}}',
  between: '"},',
  empty: '{}',
  value: (name) => {
    const open = `"},"${name}":{"$":"`;
    return (value, plain) => open + (plain ? value : escaped(value));
  },
});

const plainRows = rowWriter({
  open: '{',
  close: '"}',
  between: '",',
  empty: '{}',
  value: (name) => {
    const open = `","${name}":"`;
    return (value, plain) => open + (plain ? value : escaped(value));
  },
});

/** Most values are plain ASCII with nothing in it that JSON escapes. */
const escaped = (text: string): string => (/[^ !#-[\]-~]/.test(text) ? JSON.stringify(text).slice(1, -1) : text);

function body(doc: Doc, { lang }: Reader): unknown {
  switch (doc.kind) {
    case 'ok':
      return { ok: {}, ...(doc.id !== null && { id: { $: doc.id } }) };
    case 'error': {
      const { type, object, value, text } = doc.fault;
      const error = {
        $type: type,
        $object: object,
        $lang: lang,
        value: { $: value },
        msg: { $: text },
        detail: { $: text },
      };
      return {
        error,
        ...(doc.failed.length > 0 && { done: wrapped([...doc.done]), failed: wrapped([...doc.failed]) }),
      };
    }
    case 'fields':
      return { $lang: lang, $func: doc.func, ...wrappedBranch(doc.fields) };
  }
}

const wrappedBranch = (branch: Readonly<Record<string, Tree>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(branch).map(([name, tree]) => [name, wrapped(tree)]));

function wrapped(tree: Tree): unknown {
  if (typeof tree === 'string') return { $: tree };
  return Array.isArray(tree) ? tree.map(wrapped) : wrappedBranch(tree);
}
