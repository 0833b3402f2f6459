import { BIN, type Bin } from './exec.ts';
import { isOurUid } from './passwd.ts';

/** Arguments of setpriv that run a program with all ids of a user, whose group has the same, and with no rights of root. */
export function asUser(uid: number, bin: Bin, args: readonly string[]): string[] {
  if (!isOurUid(uid)) throw new RangeError(`${uid} is not a uid of ours`);
  return [...identity(uid), '--no-new-privs', '--', BIN[bin], ...args];
}

/** The same, but every file can be read: nothing can be changed that the user could not change. */
export function asReader(uid: number, bin: Bin, args: readonly string[]): string[] {
  if (!isOurUid(uid)) throw new RangeError(`${uid} is not a uid of ours`);
  const reading = ['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'];
  return [...identity(uid), '--no-new-privs', ...reading, '--', BIN[bin], ...args];
}

const identity = (uid: number): string[] => [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
