/** A record of a CSV text: its cells, and the line on which it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** Whether a cell of it is in quotes: `" "` is a value, where an unquoted space is an empty line. */
  readonly isQuoted: boolean;
}

type State = "record start" | "cell start" | "in cell" | "in quotes" | "quote in quotes";

/**
 * Cuts CSV text into records, as Python's `csv.reader` does: a quote counts only at the beginning of a cell, and text
 * after the closing quote belongs to the cell.
 *
 * The states are those of CPython's `Modules/_csv.c`. Lines end with LF, CRLF or CR; the text may come in parts.
 *
 * @example
 * const records = new CsvRecords();
 * records.add('size,n\n5" disk,1\n');
 * records.end().map(({ cells }) => cells); // [["size", "n"], ['5" disk', "1"]]
 */
export class CsvRecords {
  readonly #separator: string;
  readonly #quoted = /[^"\r\n]+/y;
  readonly #unquoted: RegExp;
  readonly #records: CsvRecord[] = [];
  #cells: string[] = [];
  #cell = "";
  #state: State = "record start";
  #line = 1;
  #recordLine = 1;
  #isQuoted = false;
  #afterReturn = false;

  constructor(separator = ",") {
    this.#separator = separator;
    this.#unquoted = new RegExp(`[^${separator.replace(/[\\\]^-]/, "\\$&")}"\r\n]+`, "y");
  }

  /** Line of the quote that is still open, or `undefined`. */
  get openQuote(): number | undefined {
    return this.#state === "in quotes" ? this.#recordLine : undefined;
  }

  add(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const plain = this.#plainEnd(text, at);
      if (plain > at) {
        this.#cell += text.slice(at, plain);
        this.#afterReturn = false;
        if (plain === text.length) return;
        at = plain;
      }
      const character = text[at]!;
      const isEnd = character === "\n" || character === "\r";
      const isSecond = this.#afterReturn && character === "\n";
      this.#afterReturn = character === "\r";
      if (isEnd && !isSecond) this.#line += 1;
      if (this.#state === "in quotes") this.#addQuoted(character);
      else if (!isEnd) this.#addCharacter(character);
      else if (!isSecond) this.#endRecord();
    }
  }

  /** Where the text ends, from a place on, that only makes the cell longer. */
  #plainEnd(text: string, from: number): number {
    if (this.#state !== "in quotes" && this.#state !== "in cell") return from;
    const plain = this.#state === "in quotes" ? this.#quoted : this.#unquoted;
    plain.lastIndex = from;
    plain.test(text);
    return Math.max(from, plain.lastIndex);
  }

  /** The records, after the last text; lines without a cell are none. */
  end(): readonly CsvRecord[] {
    if (this.#state !== "record start") this.#endRecord();
    return this.#records;
  }

  #addQuoted(character: string): void {
    if (character === '"') this.#state = "quote in quotes";
    else this.#cell += character;
  }

  #addCharacter(character: string): void {
    if (this.#state === "record start") {
      this.#recordLine = this.#line;
      this.#state = "cell start";
    }
    if (character === this.#separator) {
      this.#endCell();
      this.#state = "cell start";
    } else if (character === '"' && this.#state === "cell start") {
      this.#state = "in quotes";
      this.#isQuoted = true;
    } else {
      this.#state = character === '"' && this.#state === "quote in quotes" ? "in quotes" : "in cell";
      this.#cell += character;
    }
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = "";
  }

  #endRecord(): void {
    if (this.#state !== "record start") {
      this.#endCell();
      this.#records.push({ line: this.#recordLine, cells: this.#cells, isQuoted: this.#isQuoted });
    }
    this.#cells = [];
    this.#isQuoted = false;
    this.#state = "record start";
  }
}
