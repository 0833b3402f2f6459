/** Texts remembered, and characters of the longest: what they take stays below a few megabytes. */
const mostTexts = 500;
const longest = 4000;

/**
 * Answers again what was made of the same text before. `make` must look at nothing but the text; what it makes is
 * frozen, for all who come with that text share it.
 */
export function rememberingTexts<T extends object>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const value = frozen(make(text));
    if (text.length <= longest) {
      if (made.size >= mostTexts) made.clear();
      made.set(text, value);
    }
    return value;
  };
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value) as unknown[]) if (typeof part === 'object' && part !== null) frozen(part);
  return Object.freeze(value);
}
