import { types } from "node:util";

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

/**
 * Corrects the message of an error that V8 made, in place, and gives the error back: what `catch` in a cell calls first.
 *
 * Nothing of the error is run: not a getter, and not a proxy's traps.
 */
export function withTypedMessage(thrown: unknown): unknown {
  if (!types.isNativeError(thrown)) return thrown;
  const message: unknown = Object.getOwnPropertyDescriptor(thrown, "message")?.value;
  if (typeof message !== "string" || !message.includes("$cell")) return thrown;
  Reflect.set(thrown, "message", nameAsTyped(message));
  return thrown;
}
