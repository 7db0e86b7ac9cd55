import { startOf } from "../../core/essentials/index.js";

/** One cell that was run: `[session, line, input]`, or `[session, line, [input, output]]` where outputs are asked for. */
export type HistoryEntry = readonly [number, number, string | readonly [string, string | null]];

interface StoredCell {
  readonly line: number;
  readonly input: string;
  output: string | null;
}

/** The question of a `history_request`. */
export interface HistoryQuery {
  readonly accessType: string;
  readonly output: boolean;
  readonly session?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly n?: number;
  readonly pattern?: string;
  readonly unique?: boolean;
}

const CELL_LIMIT = 5_000;
const CHARACTER_LIMIT = 8_000_000;
const OUTPUT_LIMIT = 10_000;
/** There is one session: the history lives as long as the kernel. */
const SESSION = 1;

/**
 * What was run since the kernel started, for the history of front ends.
 *
 * Bounded: beyond 5,000 cells or 8 million characters the oldest are forgotten, and outputs are kept to 10,000
 * characters.
 *
 * @example
 * const history = new History();
 * history.add(1, "1 + 1");
 * history.find({ accessType: "tail", output: false, n: 1 }); // [[1, 1, "1 + 1"]]
 */
export class History {
  readonly #cells: StoredCell[] = [];
  #characters = 0;

  add(line: number, input: string): void {
    this.#cells.push({ line, input, output: null });
    this.#characters += input.length;
    while (this.#cells.length > 1 && (this.#cells.length > CELL_LIMIT || this.#characters > CHARACTER_LIMIT)) {
      const removed = this.#cells.shift()!;
      this.#characters -= removed.input.length + (removed.output?.length ?? 0);
    }
  }

  setOutput(line: number, output: string): void {
    const cell = this.#cells.findLast((candidate) => candidate.line === line);
    if (cell === undefined) return;
    cell.output = startOf(output, OUTPUT_LIMIT);
    this.#characters += cell.output.length;
  }

  find(query: HistoryQuery): HistoryEntry[] {
    return this.#select(query).map(({ line, input, output }) => [
      SESSION,
      line,
      query.output ? [input, output] : input,
    ]);
  }

  #select({ accessType, n, start, stop, session, pattern, unique }: HistoryQuery): readonly StoredCell[] {
    switch (accessType) {
      case "tail":
        return lastOf(this.#cells, n);
      case "range":
        // Session 0 is the current one, negative ones are earlier: there are none.
        if (session !== undefined && session !== 0 && session !== SESSION) return [];
        return this.#cells.filter(({ line }) => line >= (start ?? 0) && line < (stop ?? Infinity));
      case "search": {
        const matches = globMatcher(pattern ?? "*");
        const found = this.#cells.filter(({ input }) => matches(input));
        return lastOf(unique === true ? latestOfEach(found) : found, n);
      }
      default:
        return [];
    }
  }
}

const lastOf = <T>(items: readonly T[], n: number | undefined): readonly T[] =>
  n === undefined ? items : n <= 0 ? [] : items.slice(-n);

function latestOfEach(cells: readonly StoredCell[]): readonly StoredCell[] {
  return cells.filter(({ input }, index) => cells.findLastIndex((other) => other.input === input) === index);
}

/** Matches a whole text against a pattern with `*` for any characters and `?` for one. */
function globMatcher(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, "[^]*")
    .replace(/\?/g, "[^]");
  const expression = new RegExp(`^${source}$`);
  return (text) => expression.test(text);
}
