import type { Readable } from "node:stream";
import { MarkerFilter } from "./marker-filter.js";

/** What Node writes when a process ends that is being debugged, although nobody keeps it waiting. */
const DEBUGGED_EXIT = "Waiting for the debugger to disconnect...\n";

export type StreamName = "stdout" | "stderr";

/** What {@link NativeOutput} reads, and whom it tells. */
export interface NativeOutputOptions {
  readonly streams: Readonly<Record<StreamName, Readable>>;
  /** Token of the markers that the runner writes when a cell ends. */
  readonly token: string;
  readonly onText: (name: StreamName, text: string) => void;
}

/** Milliseconds to wait for the end of native output, which a child process may hold up. */
export const NATIVE_OUTPUT_PATIENCE_MS = 500;
/** The first line that V8 writes when memory has run out. */
const LAST_WORDS = "<--- Last few GCs --->";

/** The real standard streams of the cell runner: output of native code and of child processes. */
export class NativeOutput {
  readonly #markersSeen: Record<StreamName, number> = { stdout: 0, stderr: 0 };
  readonly #onMarker = new Set<() => void>();
  #lastWords = false;

  constructor({ streams, token, onText }: NativeOutputOptions) {
    for (const name of ["stdout", "stderr"] as const) {
      const stream = streams[name];
      const filter = new MarkerFilter(
        token,
        (text) => {
          const shown = name === "stderr" ? this.#withoutLastWords(text).replace(DEBUGGED_EXIT, "") : text;
          if (shown !== "") onText(name, shown);
        },
        (cell) => {
          this.#markersSeen[name] = cell;
          for (const notify of [...this.#onMarker]) notify();
        },
      );
      stream.on("data", (chunk: Buffer) => filter.push(chunk));
      stream.on("end", () => filter.end());
      stream.on("error", () => undefined);
    }
  }

  /** Whether V8 said that memory has run out. */
  get ranOutOfMemory(): boolean {
    return this.#lastWords;
  }

  /** Resolves when everything is read that a cell wrote before its end, or after a while that a child process holds it up. */
  async endOf(cell: number): Promise<void> {
    const complete = (): boolean => this.#markersSeen.stdout >= cell && this.#markersSeen.stderr >= cell;
    if (complete()) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#onMarker.delete(check);
        resolve();
      };
      const check = (): void => {
        if (complete()) finish();
      };
      const timer = setTimeout(finish, NATIVE_OUTPUT_PATIENCE_MS);
      this.#onMarker.add(check);
    });
  }

  /** What V8 writes when memory has run out, pages of addresses, is for the explanation and not shown. */
  #withoutLastWords(text: string): string {
    if (this.#lastWords) return "";
    const start = text.indexOf(LAST_WORDS);
    if (start < 0) return text;
    this.#lastWords = true;
    return text.slice(0, start).trimEnd();
  }
}
