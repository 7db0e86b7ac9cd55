import type { CellSource } from "../cell-compiler.js";
import type { CompilerArguments, CompilerCall, CompilerMethod, CompilerResult } from "./compiler-calls.js";

/** Calls that are kept at most: as many cells as the compiler keeps the types of. */
const MOST_CELLS = 1000;

type Call = Pick<CompilerCall, "method" | "args">;

interface CompiledCell {
  readonly source: CellSource;
  /** Whether it has names for later cells; undefined before the compiler has answered. */
  declares: boolean | undefined;
}

/**
 * What a compiler was told of the notebook, so that another one can take its place.
 *
 * @example
 * committed.note("compile", [source]);
 * committed.note("commit", []);
 * committed.calls(); // [{ method: "compile", args: [source] }, { method: "commit", args: [] }]
 */
export class CommittedCells {
  #entries: (CompiledCell | readonly string[])[] = [];
  #last: CompiledCell | undefined;

  /** Takes note of a call; gives what is to be told its answer, if anything is. */
  note<M extends CompilerMethod>(
    method: M,
    args: CompilerArguments<M>,
  ): ((answer: CompilerResult<"compile">) => void) | undefined {
    if (method === "compile") {
      const cell: CompiledCell = { source: args[0] as CellSource, declares: undefined };
      this.#last = cell;
      return (answer) => void (cell.declares = answer.ok && answer.cell.declares.length > 0);
    }
    if (method === "commit" && this.#last !== undefined) {
      this.#entries.push(this.#last);
      if (this.#entries.length > 2 * MOST_CELLS) this.#prune();
    }
    if (method === "forget") this.#forget(args[0] as readonly string[] | undefined);
    return undefined;
  }

  /** The calls that tell another compiler the same. */
  calls(): Call[] {
    this.#prune();
    return this.#entries.flatMap((entry): Call[] =>
      "source" in entry
        ? [
            { method: "compile", args: [entry.source] },
            { method: "commit", args: [] },
          ]
        : [{ method: "forget", args: [entry] }],
    );
  }

  #prune(): void {
    this.#entries = this.#entries
      .filter((entry) => !("source" in entry) || entry.declares !== false)
      .slice(-MOST_CELLS);
  }

  #forget(names: readonly string[] | undefined): void {
    if (names === undefined) this.#entries = [];
    else this.#entries.push(names);
  }
}
