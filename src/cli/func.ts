import { createReadStream } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { loadPanel } from '../app.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { PanelError } from '../kernel/errors.ts';
import { isLang } from '../lang/languages.ts';
import { findLoginByName } from '../modules/logins/index.ts';
import { findPresent } from '../modules/viewer/index.ts';
import { csv } from '../output/csv.ts';
import { json, jsonData } from '../output/json.ts';
import type { Pieces } from '../output/rows.ts';
import { text } from '../output/text.ts';
import { xml } from '../output/xml.ts';
import type { Answer, Call } from '../panel/answer.ts';
import { dispatch } from '../panel/dispatch.ts';
import type { Registry } from '../panel/define.ts';
import { commandCtx, withTables } from './environment.ts';
import { failureOf, UsageError } from './failure.ts';
import { withFiles, type Named } from './files.ts';

const formats = { text, json, jsondata: jsonData, xml } as const;
type Format = keyof typeof formats | 'csv';

/** What stands on the command line besides the function's own parameters. */
interface Asked {
  readonly call: Call;
  readonly out: Format;
  readonly su: string | null;
  readonly named: readonly Named[];
}

/** Calls a function of the panel, the same road as from its pages, and answers the exit code. */
export async function func(name: string, given: readonly string[]): Promise<0 | 1> {
  const asked = await readParameters(name, given);
  let code: 0 | 1 = 0;
  await withTables(async (environment) => {
    const { registry } = await loadPanel(environment.config.pluginsDir);
    const ctx = await commandCtx(environment);
    const actor = asked.su === null ? ctx : await actingAs(ctx, registry, asked.su);
    const { dataDir } = environment.config;
    await withFiles({ registry, dataDir }, asked.call, asked.named, async (call) => {
      code = await answerTo(registry, actor, { ...asked, call });
    });
  });
  return code;
}

async function answerTo(registry: Registry, ctx: Ctx, { call, out }: Asked): Promise<0 | 1> {
  let answer: Answer | PanelError;
  try {
    answer = await dispatch(registry, ctx, call);
  } catch (error) {
    if (!(error instanceof PanelError)) throw error;
    answer = error;
  }
  const refusals = refusalsIn(answer);
  for (const { elid, error } of refusals)
    process.stderr.write(`${elid === '' ? '' : `${elid}: `}${failureOf(error).text}\n`);
  // People read the refusal above; programs that asked for a format read it there.
  if (refusals.length === 0 || (out !== 'text' && out !== 'csv')) await print(answer, ctx, out);
  return refusals.length > 0 ? 1 : 0;
}

function refusalsIn(answer: Answer | PanelError): readonly { elid: string; error: PanelError }[] {
  if (answer instanceof PanelError) return [{ elid: '', error: answer }];
  return answer.kind === 'done' ? answer.failed : [];
}

async function print(answer: Answer | PanelError, { lang, viewer }: Ctx, out: Format): Promise<void> {
  if (!(answer instanceof PanelError) && answer.kind === 'file') {
    for await (const piece of createReadStream(answer.file.path)) await write(piece as Buffer);
    return;
  }
  for await (const piece of piecesOf(answer, { lang, level: viewer.level }, out)) await write(piece);
  if (out !== 'csv') process.stdout.write('\n');
}

async function write(piece: string | Buffer): Promise<void> {
  if (!process.stdout.write(piece)) await new Promise((go) => process.stdout.once('drain', go));
}

function piecesOf(
  answer: Answer | PanelError,
  reader: Pick<Ctx, 'lang'> & Pick<Ctx['viewer'], 'level'>,
  out: Format,
): Pieces {
  if (out !== 'csv') return formats[out](answer, reader);
  if (answer instanceof PanelError || answer.kind !== 'list')
    throw new UsageError('Only lists can be answered as CSV: leave out=csv out.');
  return csv(answer, reader.level);
}

async function readParameters(name: string, given: readonly string[]): Promise<Asked> {
  const params = new Map<string, string>();
  const elids: string[] = [];
  const named: Named[] = [];
  for (const [key, value] of await Promise.all(given.map(readParameter))) {
    if (key === 'elid') elids.push(...value.split(',').map((elid) => elid.trim()));
    else params.set(key, value);
    if (value.startsWith('@')) named.push([key, value.slice(1)]);
  }
  const out = params.get('out') ?? 'text';
  if (!isFormat(out)) throw new UsageError(`There is no format “${out}”: use text, json, jsondata, xml or csv.`);
  const su = params.get('su') ?? null;
  const sok = params.get('sok') !== undefined && params.get('sok') !== '';
  for (const own of ['out', 'su', 'sok']) params.delete(own);
  return { call: { func: name, elids, sok, params, asks: false, allRows: true }, out, su, named };
}

const isFormat = (out: string): out is Format => out === 'csv' || Object.hasOwn(formats, out);

async function readParameter(text: string): Promise<readonly [string, string]> {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`“${text}” is no parameter: write key=value.`);
  const value = text.slice(at + 1);
  return [text.slice(0, at), value === '-' ? (await readAll(process.stdin)).replace(/\r?\n$/, '') : value];
}

/** As another login, with its rights and nothing more; the journal names both. */
async function actingAs(ctx: Ctx, registry: Registry, name: string): Promise<Ctx> {
  const { db, now } = ctx;
  const login = await findLoginByName(ctx, name.toLowerCase());
  const present = login && (await findPresent({ db, registry, loginId: login.id, sessionId: '', grantId: null, now }));
  if (!present) throw new PanelError('not_found', 'error.not_found', { what: name });
  return {
    ...ctx,
    viewer: present.viewer,
    lang: isLang(present.lang) ? present.lang : ctx.lang,
    tz: present.tz ?? ctx.tz,
  };
}
