import type { Response } from 'express';
import { PanelError } from '../kernel/errors.ts';
import { csv } from '../output/csv.ts';
import type { Reader } from '../output/doc.ts';
import { json, jsonData } from '../output/json.ts';
import { text } from '../output/text.ts';
import { xml } from '../output/xml.ts';
import type { Answer } from '../panel/answer.ts';

export const writers = { json, jsondata: jsonData, xml, text } as const;
export type Format = keyof typeof writers | 'csv';

export const isFormat = (out: string | undefined): out is Format =>
  out !== undefined && (out === 'csv' || Object.hasOwn(writers, out));

export const types: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsondata: 'application/json; charset=utf-8',
  xml: 'text/xml',
  text: 'text/plain; charset=utf-8',
};

/** Streams an answer as data; all rows of a list, however many. */
export async function sendData(res: Response, answer: Answer, reader: Reader, out: Format): Promise<void> {
  if (out === 'csv' && answer.kind !== 'list') throw new PanelError('invalid', 'error.no_csv');
  res.set('Content-Type', types[out]);
  if (out === 'csv') res.attachment(`${answer.module.name}.csv`).set('Content-Type', types.csv);
  const pieces =
    out === 'csv' && answer.kind === 'list'
      ? csv(answer, reader.level)
      : writers[out as keyof typeof writers](answer, reader);
  for await (const piece of pieces) {
    if (res.writableEnded || res.destroyed) return;
    if (!res.write(piece)) await drained(res);
  }
  res.end();
}

/** Waits until more can be written, or nobody reads any more. */
function drained(res: Response): Promise<void> {
  return new Promise((done) => {
    const go = (): void => {
      res.off('drain', go).off('close', go);
      done();
    };
    res.on('drain', go).on('close', go);
  });
}
