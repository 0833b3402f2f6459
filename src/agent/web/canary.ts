/** No site can have this name: domains have no underscore. */
export const canary = '_canary.sublet.invalid';
