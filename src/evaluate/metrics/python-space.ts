/**
 * The white space of Python's `str.split`, `str.isspace` and `re`'s `\\s`, as the inside of a character class.
 *
 * JavaScript's differs at U+FEFF (the mark that begins many files of Windows), which is none there, and at U+001C to U+001F and
 * U+0085, which are.
 */
export const PYTHON_SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const RUNS = new RegExp(`[${PYTHON_SPACE}]+`);

/**
 * Cuts a text at white space, as Python's `text.split()`.
 *
 * @example
 * splitAsPython("\\ufeffin Warsaw "); // ["\\ufeffin", "Warsaw"]
 */
export const splitAsPython = (text: string): string[] => text.split(RUNS).filter((part) => part !== "");
