// The address below which the site stands: with a path, where it shares its host with others.

export const root = import.meta.url.replace(/static\/.*$/, "");
