import { Readable } from "node:stream";
import { TunelabError } from "../../../../core/essentials/index.js";
import { type CellContext, currentCell, runInCell } from "../cell-context.js";
import { askPerson } from "./questions.js";
import { setPlainTimeout } from "../guard/plain-timers.js";
import { say } from "../../../../texts/kernel/index.js";

/** Milliseconds between a line and the question for the next: whoever has got what he wanted stops reading meanwhile. */
const NEXT_LINE_AFTER_MS = 50;
/** Ends the input, as Ctrl-D does in a terminal. */
const END_OF_INPUT = "\u0004";

const INPUT_CODES = new Set(["stdin_not_allowed", "stdin_never_ends"]);

/** What {@link replaceStandardInput} needs. */
export interface StandardInputOptions {
  /** Ends the running cell with an error. */
  readonly fail: (error: unknown) => void;
}

let current: KernelInput | undefined;

/**
 * Has `process.stdin` ask the person, line by line, through the front end's input field: `readline` and `for await` work as
 * in a terminal. Who ends its reading gets a fresh stream the next time.
 */
export function replaceStandardInput({ fail }: StandardInputOptions): void {
  const get = (): KernelInput => {
    if (current === undefined || current.destroyed || current.readableEnded) current = new KernelInput(fail);
    return current;
  };
  Object.defineProperty(process, "stdin", { configurable: true, enumerable: true, get });
}

/** Whether an error says that the standard input cannot be read; the cell that waits for it ends with this. */
export const isInputError = (error: unknown): boolean => TunelabError.isInstance(error) && INPUT_CODES.has(error.code);

/** Forgets a question that was left open, and a stream that its reader has paused and left: the cell has ended. */
export function finishStandardInput(): void {
  current?.abandon();
  if (current?.isLeft === true) current = undefined;
}

class KernelInput extends Readable {
  readonly fd = 0;
  readonly isTTY = false;
  readonly #fail: (error: unknown) => void;
  /** The cell that first used the stream, or used it last: what reads it may run in no cell's context. */
  #cell: CellContext | undefined = currentCell();
  #asking = false;
  /** Whether the stream was asked for data when nobody wanted any; it does not ask twice. */
  #postponed = false;
  #turn = 0;

  constructor(fail: (error: unknown) => void) {
    super({ encoding: undefined, highWaterMark: 0 });
    this.#fail = fail;
    this.on("newListener", (name: string | symbol) => {
      this.#cell = currentCell() ?? this.#cell;
      if (name === "readable") setPlainTimeout(() => this.#readPostponed(), 0);
      if (name === "end") setPlainTimeout(() => this.#expectReader(), NEXT_LINE_AFTER_MS);
    });
  }

  override resume(): this {
    this.#cell = currentCell() ?? this.#cell;
    super.resume();
    this.#readPostponed();
    return this;
  }

  setRawMode(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    if (this.#asking) return;
    this.#asking = true;
    const turn = this.#turn;
    setPlainTimeout(() => {
      if (turn !== this.#turn) return;
      // Whoever has got his line has mostly closed his reader by now.
      this.#asking = this.#hasReader() && !this.destroyed;
      this.#postponed = !this.#asking;
      if (this.#asking) void this.#ask(turn);
    }, NEXT_LINE_AFTER_MS);
  }

  /** Whether a reader paused it, as a closed `readline` does, and nobody listens: a data listener would not resume it. */
  get isLeft(): boolean {
    return this.isPaused() && ["data", "readable", "end"].every((name) => this.listenerCount(name) === 0);
  }

  /** Drops a question that was left open. */
  abandon(): void {
    if (!this.#asking) return;
    this.#turn += 1;
    this.#asking = false;
    // A stream that was asked for data asks again only after it has got some; a fresh one is given out instead.
    this.removeAllListeners();
    this.destroy();
  }

  async #ask(turn: number): Promise<void> {
    const cell = this.#cell;
    try {
      const ask = (): Promise<string> => askPerson("", false);
      const line = await (cell === undefined ? ask() : runInCell(cell, ask));
      if (turn !== this.#turn) return;
      this.#asking = false;
      this.push(line === END_OF_INPUT ? null : `${line}\n`);
    } catch (error) {
      if (turn !== this.#turn || !isInputError(error)) return;
      if (this.listenerCount("error") > 0) {
        this.#asking = false;
        this.destroy(error as Error);
      } else {
        this.abandon();
        this.#fail(error);
      }
    }
  }

  #hasReader(): boolean {
    return this.listenerCount("readable") > 0 || this.readableFlowing === true;
  }

  #readPostponed(): void {
    if (!this.#postponed) return;
    this.#postponed = false;
    this._read();
  }

  /** Who waits for the end without reading would wait for ever. */
  #expectReader(): void {
    if (this.destroyed || this.readableEnded || this.listenerCount("end") === 0) return;
    if (this.#hasReader() || this.#asking) return;
    this.#fail(
      new TunelabError(say("cells.inputNeverEnds"), {
        code: "stdin_never_ends",
        hint: say("cells.inputNeverEndsHint", { question: '"question"' }),
      }),
    );
  }
}
