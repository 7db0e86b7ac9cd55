/** A place in a local file; line and column are 1-based. */
export interface LocalPlace {
  readonly fileName: string;
  readonly line: number;
  readonly column: number;
  readonly sourceLine: string;
}

const LINE_END = /\r\n|\n|\r/;

/** The place of a line and column of a file's text. */
export const placeIn = (fileName: string, text: string, line: number, column: number): LocalPlace => ({
  fileName,
  line,
  column,
  sourceLine: text.split(LINE_END)[line - 1] ?? "",
});

/** The place of a character of a file's text. */
export function placeAt(fileName: string, text: string, offset: number): LocalPlace {
  const before = text.slice(0, offset).split(LINE_END);
  return placeIn(fileName, text, before.length, (before.at(-1)?.length ?? 0) + 1);
}

/**
 * A message with the place that it is about: file, line, the line itself and a mark below it.
 *
 * @example
 * placedMessage("Expression expected.", { fileName: "/a.ts", line: 2, column: 9, sourceLine: "const x =" });
 * // "Expression expected. (/a.ts:2:9)\n  2 | const x =\n              ~"
 */
export function placedMessage(message: string, { fileName, line, column, sourceLine }: LocalPlace): string {
  const gutter = `  ${line} | `;
  const before = sourceLine.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `${message} (${fileName}:${line}:${column})\n${gutter}${sourceLine}\n${" ".repeat(gutter.length)}${before}~`;
}

const PLACED = /\(.+:\d+:\d+\)\n/;

/** Whether a message says its place already. */
export const isPlaced = (message: string): boolean => PLACED.test(message);

/** Takes the frames of the loader from an error: its message says where it belongs. */
export function withoutFrames<T extends Error>(error: T): T {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
