import { display } from "./display.js";

/** All English texts; the other languages have the same keys, or the compiler says which they lack. */
export const dictionary = {
  ...display,
} as const;
