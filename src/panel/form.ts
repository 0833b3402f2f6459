import type { z } from 'zod';
import type { Ctx } from '../kernel/ctx.ts';
import type { MessageValues, Problem } from '../kernel/errors.ts';
import type { Upload } from '../kernel/upload.ts';
import { isMessageKey } from '../lang/messages.ts';
import type { Field, Option } from './define.ts';

/** What was sent. */
interface Sent {
  readonly params: ReadonlyMap<string, string>;
  readonly files?: readonly Upload[];
}

type Fields = Readonly<Record<string, Field>>;

/** Bytes, and minutes of an hour. */
const units = { GiB: 2 ** 30, MiB: 2 ** 20, GB: 10 ** 9, hours: 60 } as const;

/** The fields this viewer has, when making (`null`) or changing a row. */
export function shownFields(ctx: Ctx, fields: Fields, elid: string | null): [string, Field][] {
  return Object.entries(fields).filter(([, field]) => field.shown?.(ctx, elid) ?? true);
}

/**
 * Reads what was sent into what the schema takes. Only declared fields that this viewer has are read; one that was not
 * sent keeps its present value, and one that is fixed keeps it whatever was sent.
 */
export function readFields(
  shown: [string, Field][],
  { params, files = [] }: Sent,
  present: Readonly<Record<string, unknown>>,
  fresh: boolean,
): Record<string, unknown> {
  const input: Record<string, unknown> = { ...present };
  for (const [name, field] of shown) {
    const text = params.get(name);
    if (field.as === 'files') input[name] = files.filter((file) => file.field === name);
    else if (text !== undefined && (fresh || field.fixed !== true)) input[name] = readField(field, text);
  }
  return input;
}

function readField(field: Field, text: string): unknown {
  if (field.as === 'switch') return text === 'on' || text === 'yes' || text === '1';
  if (field.as === 'number') return readAmount(text, field.unit === undefined ? 1 : units[field.unit]);
  return field.as === 'password' || field.as === 'newPassword' ? text : text.trim();
}

/** Empty is "no limit". What is no number is handed on as it is: the schema then says so. Amounts are whole bytes, minutes or rows. */
function readAmount(text: string, unit: number): unknown {
  const plain = text.replaceAll(/[\s\u00a0]/g, '').replace(',', '.');
  if (plain === '' || plain === '∞') return null;
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(plain) ? Math.round(Number(plain) * unit) : text;
}

/** What the fields of a schema begin with where it says so. */
export const startOf = ({ shape }: z.ZodObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([name, field]) => {
      const start = (field as z.ZodType).safeParse(undefined);
      return start.success ? [[name, start.data]] : [];
    }),
  );

/** What nobody is shown again. */
export function isSecret({ as, secret }: Field, value: unknown): boolean {
  if (typeof secret === 'function') return typeof value === 'string' && secret(value);
  return secret === true || as === 'password' || as === 'newPassword';
}

/** The value as the field shows it. */
export function showField(field: Field, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number')
    return String(Number((value / (field.unit === undefined ? 1 : units[field.unit])).toFixed(6)));
  return typeof value === 'string' ? value : '';
}

export async function loadOptions(
  ctx: Ctx,
  shown: [string, Field][],
  elid: string | null,
  elids: readonly string[] = [],
): Promise<ReadonlyMap<string, Option[]>> {
  const options = new Map<string, Option[]>();
  for (const [name, field] of shown) if (field.options) options.set(name, await field.options(ctx, elid, elids));
  return options;
}

/** zod's findings in our words. A schema names its own message by giving a message key as the error, and its values as `params`. */
export function problemsOf(error: z.ZodError): Problem[] {
  const problems = error.issues.map(problemOf);
  return problems.filter(({ field }, index) => problems.findIndex((other) => other.field === field) === index);
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  const field = String(issue.path[0] ?? '');
  if (isMessageKey(issue.message)) return { field, message: issue.message, values: valuesOf(issue) };
  if (issue.code === 'too_small' || issue.code === 'too_big') return outOfRange(field, issue);
  if (issue.code === 'invalid_format' && issue.format === 'email') return { field, message: 'field.email' };
  if (issue.code === 'invalid_type')
    return { field, message: /^(?:number|int)$/.test(issue.expected) ? 'field.number' : 'field.required' };
  return { field, message: 'field.choice' };
}

const valuesOf = (issue: z.core.$ZodIssue): MessageValues =>
  issue.code === 'custom' ? ((issue.params ?? {}) as MessageValues) : {};

function outOfRange(field: string, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Problem {
  const text = issue.origin === 'string';
  if (issue.code === 'too_big')
    return { field, message: text ? 'field.too_long' : 'field.max', values: { max: Number(issue.maximum) } };
  return text
    ? { field, message: 'field.required' }
    : { field, message: 'field.min', values: { min: Number(issue.minimum) } };
}
