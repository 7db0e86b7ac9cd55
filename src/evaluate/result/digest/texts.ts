import { say } from "../../../texts/index.js";

const MOST_NUMBERS = 8;

/** The sentences and labels of a result's displays that need more than a key, each in the language of the process. */
export const TEXTS = {
  scored: (scored: number, asked: number) =>
    scored === asked ? say("result.allScored", { n: asked }) : say("result.scored", { n: scored, asked }),
  failedRows: (numbers: readonly number[], asked: number) => {
    if (numbers.length === asked && asked > 1) return say("result.allRows", { n: asked });
    if (numbers.length === 1) return say("result.oneRow", { row: numbers[0]! });
    const rows = numbers.slice(0, MOST_NUMBERS).join(", ");
    if (numbers.length <= MOST_NUMBERS) return say("result.someRows", { rows });
    return say("result.moreRows", { rows, n: numbers.length - MOST_NUMBERS });
  },
  rows: (shown: number, all: number) =>
    shown === all ? say("result.rows", { all }) : say("result.rowsShown", { shown, all }),
  /** Heads of the scores' table by what a column holds. */
  column: (name: "mean" | "interval" | "count" | "missing" | "passed" | "better" | "threshold") =>
    say(name === "passed" ? "result.passes" : `result.${name}`),
} as const;
