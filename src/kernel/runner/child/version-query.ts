/** Query by which the module loader tells versions of a local TypeScript file apart. */
export const VERSION_QUERY = "?tunelab=";
