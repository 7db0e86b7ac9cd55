import { common } from "./common.js";

/** All English texts; the other languages have the same keys, or the compiler says which they lack. */
export const dictionary = { ...common };

export type Key = keyof typeof dictionary;
export type Dictionary = Readonly<Record<Key, string>>;
