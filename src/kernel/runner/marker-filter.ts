import { StringDecoder } from "node:string_decoder";

/**
 * Reads a standard stream of the runner: output of native code and child processes, with the markers that tell where
 * each cell ended taken out, however the chunks fall.
 *
 * @example
 * const filter = new MarkerFilter("token", (text) => console.log(text), (cell) => console.log("end of", cell));
 * filter.push(Buffer.from("hello\u0000token:3\u0000")); // hello, end of 3
 */
export class MarkerFilter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #prefix: string;
  readonly #onText: (text: string) => void;
  readonly #onMarker: (cell: number) => void;
  #rest = "";

  constructor(token: string, onText: (text: string) => void, onMarker: (cell: number) => void) {
    this.#prefix = `\u0000${token}:`;
    this.#onText = onText;
    this.#onMarker = onMarker;
  }

  push(chunk: Buffer): void {
    let text = this.#rest + this.#decoder.write(chunk);
    this.#rest = "";
    for (;;) {
      const start = text.indexOf(this.#prefix);
      if (start < 0) break;
      const end = text.indexOf("\u0000", start + this.#prefix.length);
      if (end < 0) {
        this.#emit(text.slice(0, start));
        this.#rest = text.slice(start);
        return;
      }
      this.#emit(text.slice(0, start));
      this.#onMarker(Number(text.slice(start + this.#prefix.length, end)));
      text = text.slice(end + 1);
    }
    const held = this.#possibleStart(text);
    this.#rest = text.slice(text.length - held);
    this.#emit(text.slice(0, text.length - held));
  }

  /** Hands on what was held back because a marker might have begun there. */
  end(): void {
    this.#emit(this.#rest + this.#decoder.end());
    this.#rest = "";
  }

  #emit(text: string): void {
    if (text !== "") this.#onText(text);
  }

  #possibleStart(text: string): number {
    const from = Math.max(0, text.length - this.#prefix.length);
    for (let at = text.indexOf("\u0000", from); at >= 0; at = text.indexOf("\u0000", at + 1)) {
      if (this.#prefix.startsWith(text.slice(at))) return text.length - at;
    }
    return 0;
  }
}
