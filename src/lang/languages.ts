/** The languages of the panel, each by its own name. */
export const languages = { en: 'English', ru: 'Русский' } as const;
export type Lang = keyof typeof languages;
export const isLang = (value: unknown): value is Lang => typeof value === 'string' && Object.hasOwn(languages, value);
