/** A site has no shell of its own. */
export const siteFeatures = ['cgi', 'php', 'ssi', 'https'] as const;
