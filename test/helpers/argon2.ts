import { createHook } from 'node:async_hooks';
import { matches } from '../../src/modules/logins/password.ts';

/** How many times work has a password put through argon2, which is a task on another thread each time. */
export async function argon2Runs(work: () => Promise<unknown>): Promise<number> {
  if ((await nativeTasks(() => matches(null, 'a password'))) !== 1) throw new Error('argon2 is not one task any more');
  return nativeTasks(work);
}

/** Tasks that native modules begin. Their binding gives them no name, so this is what Node calls them. */
async function nativeTasks(work: () => Promise<unknown>): Promise<number> {
  let begun = 0;
  const hook = createHook({
    init(_id, kind) {
      if (kind === 'undefined') begun += 1;
    },
  }).enable();
  await work();
  hook.disable();
  return begun;
}
