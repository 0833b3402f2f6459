/**
 * A message with a number has one text for each plural form of its language, told apart by suffix: `x_one`, `x_other`.
 * A key that merely ends in `_one` without a sibling in `_other` is an ordinary message.
 */
export type PluralBase<English> = {
  [K in keyof English]: K extends `${infer Base}_other` ? (`${Base}_one` extends keyof English ? Base : never) : never;
}[keyof English];

type EnglishForm<Base> = Base extends string ? `${Base}_one` | `${Base}_other` : never;
type RussianForm<Base> = Base extends string ? `${Base}_one` | `${Base}_few` | `${Base}_many` | `${Base}_other` : never;

/** What may be asked for: plain keys, and plural ones without their suffix. */
export type BaseKey<English> = Extract<
  Exclude<keyof English, EnglishForm<PluralBase<English>>> | PluralBase<English>,
  string
>;

/** The messages a Russian text must have, given the English ones. */
export type Russian<English> = Readonly<
  Record<Exclude<keyof English, EnglishForm<PluralBase<English>>> | RussianForm<PluralBase<English>>, string>
>;
