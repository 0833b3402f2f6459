import type { PanelError } from '../kernel/errors.ts';
import type { Answer } from '../panel/answer.ts';
import type { Cell } from './cells.ts';
import { docOf, type Doc, type Reader } from './doc.ts';
import type { Tree } from './tree.ts';

/** The XML answer told in JSON as ISPmanager does: attributes as `$name`, text as `$`, rows always in an array. */
export async function* json(answer: Answer | PanelError, reader: Reader): AsyncGenerator<string> {
  const doc = docOf(answer, reader);
  if (doc.kind !== 'list') {
    yield JSON.stringify(reader.version === 4 ? body(doc, reader) : { doc: body(doc, reader) });
    return;
  }
  const [open, close] = reader.version === 4 ? ['', ''] : ['{"doc":', '}'];
  yield `${open}{"$lang":${JSON.stringify(reader.lang)},"$func":${JSON.stringify(doc.func)},"elem":[`;
  yield* joined(doc.chunks, (value) => `{"$":${quoted(value)}}`);
  yield `]}${close}`;
}

/** Plain values without the envelope: rows as objects of texts. */
export async function* jsonData(answer: Answer | PanelError, reader: Reader): AsyncGenerator<string> {
  const doc = docOf(answer, reader);
  if (doc.kind === 'list') {
    yield '[';
    yield* joined(doc.chunks, quoted);
    yield ']';
  } else if (doc.kind === 'error') {
    const { type, object, value, text } = doc.fault;
    yield JSON.stringify({ error: { type, object, value, msg: text }, done: doc.done, failed: doc.failed });
  } else yield JSON.stringify(doc.kind === 'ok' ? { ok: true, ...(doc.id !== null && { id: doc.id }) } : doc.fields);
}

/** Rows as objects; a list may have very many, so they are written without making the objects first. */
async function* joined(chunks: AsyncIterable<Cell[][]>, write: (value: string) => string): AsyncGenerator<string> {
  let before = '';
  for await (const rows of chunks) {
    let text = '';
    for (const cells of rows) {
      text += `${before}{`;
      let comma = '';
      for (const [name, value] of cells) {
        text += `${comma}"${name}":${write(value)}`;
        comma = ',';
      }
      text += '}';
      before = ',';
    }
    yield text;
  }
}

/** Most values are plain ASCII with nothing in it that JSON escapes. */
const quoted = (text: string): string => (/[^ !#-[\]-~]/.test(text) ? JSON.stringify(text) : `"${text}"`);

function body(doc: Exclude<Doc, { kind: 'list' }>, { lang }: Reader): unknown {
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
