import { CsvRecords } from "./csv-records.js";

/** Records of a CSV text whose separator is given, or found in its header. */
export class CsvReader {
  #separator: string | undefined;
  #records: CsvRecords | undefined;

  constructor(separator: string | undefined) {
    this.#separator = separator;
  }

  /** Takes the next part of the text; the first part holds the whole header. */
  add(text: string): void {
    if (this.#records === undefined && text.trim() !== "") this.#separator ??= findSeparator(text);
    if (this.#separator !== undefined) this.#records ??= new CsvRecords(this.#separator);
    // Empty lines before the header say nothing of the separator, and are left out.
    this.#records?.add(text);
  }

  get separator(): string {
    return this.#separator ?? ",";
  }

  get records(): CsvRecords {
    return (this.#records ??= new CsvRecords(this.separator));
  }
}

/**
 * The separator of a header: a comma where it has one outside of quotes, else a semicolon or a tab where it has that.
 *
 * @example
 * findSeparator("nome;idade\n"); // ";"
 */
export function findSeparator(text: string): string {
  const header = /^\s*([^\r\n]*)/.exec(text.replaceAll(/"(?:[^"]|"")*"/g, ""))?.[1] ?? "";
  return [",", ";", "\t"].find((separator) => header.includes(separator)) ?? ",";
}
