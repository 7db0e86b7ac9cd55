import { textIncludes, textLastIndexOf, textSlice } from "../guard/captured.js";

/** Cursor to a column, and erasing in a line: what `readline.cursorTo` and `readline.clearLine` write. */
const SEQUENCE = /\u001b\[(\d*)([GK])/;
const LONGEST_LINE = 10_000;

/**
 * The line that a stream is writing. Front ends know `\r` and overwriting, but no escape sequences that move the cursor or
 * erase, so these are said in their words.
 *
 * @example
 * const line = new TerminalLine();
 * line.write("50 %"); // "50 %"
 * line.clear(0) + line.cursorTo(0); // "\r    \r    \r"
 */
export class TerminalLine {
  #text = "";
  #column = 0;

  /** Takes note of a text, and gives it back as a front end understands it. */
  write(text: string): string {
    if (!textIncludes(text, "\u001b[")) return this.#plain(text);
    let written = "";
    let rest = text;
    for (;;) {
      const found = SEQUENCE.exec(rest);
      if (found === null) return written + this.#plain(rest);
      const [whole, digits, kind] = found;
      written += this.#plain(rest.slice(0, found.index));
      written +=
        kind === "G" ? this.cursorTo(Number(digits || 1) - 1) : this.clear(DIRECTIONS[Number(digits || 0)] ?? 0);
      rest = rest.slice(found.index + whole.length);
    }
  }

  /** Forgets the line: the next cell's output is another one. */
  reset(): void {
    this.#text = "";
    this.#column = 0;
  }

  /** Goes to a column of the line, counted from 0. */
  cursorTo(column: number): string {
    const target = Math.max(0, Math.min(LONGEST_LINE, Math.trunc(column) || 0));
    this.#column = target;
    return `\r${this.#text.slice(0, target).padEnd(target)}`;
  }

  /** Goes some columns to the right, or to the left where the number is negative. */
  moveBy(columns: number): string {
    return this.cursorTo(this.#column + columns);
  }

  /** Erases from the cursor to the left (-1), to the right (1), or the whole line (0). */
  clear(direction: number): string {
    const { length } = this.#text;
    const column = this.#column;
    const left = direction <= 0 ? " ".repeat(Math.min(column, length)) : this.#text.slice(0, column);
    const right = direction >= 0 ? " ".repeat(Math.max(0, length - column)) : this.#text.slice(column);
    this.#text = (left.padEnd(column) + right).trimEnd();
    return `\r${left}${right}\r${left.padEnd(column)}`;
  }

  #plain(text: string): string {
    if (text === "") return text;
    const end = textLastIndexOf(text, "\n");
    if (end === text.length - 1) {
      this.#text = "";
      this.#column = 0;
      return text;
    }
    if (end >= 0) {
      this.#text = "";
      this.#column = 0;
    }
    const line = end < 0 ? text : textSlice(text, end + 1);
    if (textIncludes(line, "\r")) line.split("\r").forEach((part, at) => this.#overwrite(part, at > 0));
    else this.#overwrite(line, false);
    return text;
  }

  #overwrite(part: string, fromStart: boolean): void {
    if (fromStart) this.#column = 0;
    if (this.#column + part.length > LONGEST_LINE) {
      this.#text = "";
      this.#column = 0;
      return;
    }
    const before = textSlice(this.#text, 0, this.#column);
    this.#text = before + part + textSlice(this.#text, this.#column + part.length);
    this.#column = before.length + part.length;
  }
}

/** Of the parameter of "erase in line": to the end, to the start, all. */
const DIRECTIONS: readonly number[] = [1, -1, 0];
