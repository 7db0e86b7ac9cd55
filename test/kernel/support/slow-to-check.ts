/** All orders of nine letters: those of eight took fourteen seconds to check. */
export const SLOW_TO_CHECK = `type Orders<T, K = T> = [T] extends [never] ? [] : K extends K ? [K, ...Orders<Exclude<T, K>>] : never;
const one: Orders<"a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | "i"> = 1;`;
