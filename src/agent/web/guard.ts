import type { Paths } from '../paths.ts';

// The last look at what goes into a configuration: everything was checked before, so what does not fit here is a bug.

const name = /^[a-z][a-z0-9_-]{0,30}$/;
const domain = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const path = /^(?:\/[A-Za-z0-9._-]+)+$/;

export const longestDomain = 253;

export const isSiteDomain = (text: string): boolean => domain.test(text);
export const nameIn = (text: string): string => taken(name, text);
export const domainIn = (text: string): string => taken(domain, text);

export function numberIn(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not fit for a configuration: ${value}`);
  return String(value);
}

export function checkPaths({ home, state, run, log, http, https }: Paths): void {
  for (const folder of [home, state, run, log]) taken(path, folder);
  for (const port of [http, https]) numberIn(port);
}

function taken(pattern: RegExp, text: string): string {
  if (!pattern.test(text)) throw new Error(`not fit for a configuration: ${JSON.stringify(text)}`);
  return text;
}
