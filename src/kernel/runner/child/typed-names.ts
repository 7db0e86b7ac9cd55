const CALLED = /\(0 , \$cell_*\.scope\.([\p{ID_Start}$_][\p{ID_Continue}$]*)\)/gu;
const READ = /\$cell_*\.scope\./g;

/**
 * Gives top-level names back the form in which they were typed, in messages that V8 writes from the compiled code.
 *
 * @example
 * nameAsTyped("(0 , $cell.scope.f) is not a function"); // "f is not a function"
 */
export const nameAsTyped = (message: string): string =>
  message.includes("$cell") ? message.replace(CALLED, "$1").replace(READ, "") : message;
