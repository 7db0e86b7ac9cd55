import { scanLineStarts } from "./code-scanner.js";
import { findMagic } from "./magic-list.js";

const MAGIC = /^\s*(%%?([a-zA-Z_]\w*).*)$/;
const MARK = "//\u2060%";

/**
 * Magics as comments, so that a tool that knows TypeScript alone can read the code.
 *
 * @example
 * showMagics(hideMagics("%time f()")); // "%time f()"
 */
export function hideMagics(code: string): string {
  const lines = code.split(/\r\n|\n|\r/);
  const starts = scanLineStarts(lines.join("\n"));
  return lines
    .map((line, index) => {
      const [, magic = "", name = ""] = MAGIC.exec(line) ?? [];
      const start = starts[index];
      const isMagic = findMagic(name) !== undefined && start?.inCode === true && start.depth === 0;
      return isMagic ? MARK + magic.slice(1) : line;
    })
    .join("\n");
}

/** Takes {@link hideMagics} back. */
export const showMagics = (code: string): string => code.replaceAll(MARK, "%");
