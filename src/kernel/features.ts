/** On/off abilities of an account and a site, in the order the properties column shows them. Stored as a bit set: append only. */
export const features = ['shell', 'cgi', 'php', 'ssi', 'https'] as const;
export type Feature = (typeof features)[number];

const bitOf = (feature: Feature): number => 1 << features.indexOf(feature);

export const toBits = (set: readonly Feature[]): number => set.reduce((bits, feature) => bits | bitOf(feature), 0);
export const allFeatures: number = toBits(features);

/** Every set there can be, by its bits: lists are full of the same few. */
const sets = Array.from({ length: allFeatures + 1 }, (_none, bits) =>
  features.filter((feature) => (bits & bitOf(feature)) !== 0),
);
export const fromBits = (bits: number): readonly Feature[] => sets[bits & allFeatures] ?? [];
