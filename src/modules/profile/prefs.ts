import { z } from 'zod';

/** What a person has set for himself, kept with the login; keys that this version does not know are kept as they are. */
const Prefs = z.looseObject({
  /** One-letter keys; people who steer by voice switch them off (WCAG 2.1.4). */
  shortcuts: z.boolean().catch(true),
});
type Prefs = z.infer<typeof Prefs>;

/** Reads the JSON of a login; what cannot be read is as nothing set. */
export function readPrefs(json: string): Prefs {
  try {
    return Prefs.parse(JSON.parse(json));
  } catch {
    return { shortcuts: true };
  }
}
