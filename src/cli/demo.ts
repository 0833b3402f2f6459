import { UsageError } from './failure.ts';

export function demo(): Promise<void> {
  return Promise.reject(new UsageError('The samples are not part of this build.'));
}
