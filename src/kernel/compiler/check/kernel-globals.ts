/**
 * Declarations of what the kernel puts on `globalThis` in the cell runner, beside what Node offers.
 *
 * They are written as text because they are given to the type checker of the cells.
 */
export const KERNEL_GLOBALS = `
/** Asks the person at the keyboard for a line of text. */
declare function prompt(question?: string): Promise<string>;
/** Asks for a line of text without showing what is typed: for keys and passwords. */
declare function promptSecret(question?: string): Promise<string>;
/** Shows a value as output of the cell, as the last expression of a cell is shown. */
declare function display(value: unknown, options?: { readonly displayId?: string; readonly update?: boolean }): Promise<void>;
/** Clears the output of the cell; with wait, only when its next output arrives. */
declare function clearOutput(options?: { readonly wait?: boolean }): void;
`;
