import { DataFrame } from "danfojs-node";
import { afterEach, describe, expect, it } from "vitest";
import { DISPLAY_SINK } from "../../../src/core/index.js";
import { evaluate, lastResult, retryFailed, type EvalModelContext } from "../../../src/evaluate/index.js";

const rows = [{ inputs: "a?" }, { inputs: "b?" }, { inputs: "c?" }];
const text = { data: rows, modelType: "text" as const, retries: 0 };

/** A cell whose interrupt the test presses. */
function openCell(): AbortController {
  const cell = new AbortController();
  (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = { interruptSignal: cell.signal, display: () => undefined };
  return cell;
}

afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[DISPLAY_SINK];
});

describe("retryFailed", () => {
  it("asks only the failed rows again", async () => {
    const asked: string[] = [];
    let broken = true;
    const model = async ({ inputs }: { readonly inputs: string }): Promise<string> => {
      asked.push(inputs);
      if (broken && inputs === "b?") throw new Error("busy");
      return "Yes";
    };
    const first = await evaluate({ ...text, perRow: true, model });
    expect(first.counts["token_count"]).toEqual({ scored: 2, failed: 1 });
    broken = false;
    const second = await retryFailed(first);
    expect(asked).toEqual(["a?", "b?", "c?", "b?"]);
    expect(second.counts["token_count"]).toEqual({ scored: 3, failed: 0 });
    await expect(retryFailed(second)).rejects.toMatchObject({ code: "nothing_to_retry" });
  });

  it("gives a function of the whole table a table of the failed rows, in the form that the data came in", async () => {
    const tables: unknown[] = [];
    let answers: unknown[] = ["Yes", null, undefined];
    const data = new DataFrame(rows);
    const model = (table: DataFrame): unknown[] => {
      tables.push(table.values);
      return answers;
    };
    const first = await evaluate({ ...text, data, model });
    expect(first.failures.filter(({ column }) => column === "outputs").map(({ row }) => row)).toEqual([2, 3]);
    answers = ["No", null];
    const second = await retryFailed(first);
    expect(tables).toEqual([
      [["a?"], ["b?"], ["c?"]],
      [["b?"], ["c?"]],
    ]);
    expect(second.rows.map((row) => row["outputs"])).toEqual(["Yes", "No", null]);
    expect(second.failures[0]).toMatchObject({ row: 3, message: "The model returned null for row 3." });
  });
});

describe("an interrupted evaluation", () => {
  it("scores the rows that are done, and is found again from the next cell", async () => {
    const cell = openCell();
    const model = async ({ inputs }: { readonly inputs: string }): Promise<string> => {
      if (inputs === "c?") cell.abort();
      return inputs === "c?" ? new Promise<string>(() => undefined) : "Madeira";
    };
    void evaluate({ ...text, model, perRow: true, concurrency: 1, progress: false });
    await new Promise((resolve) => cell.signal.addEventListener("abort", resolve));
    const kept = await lastResult();
    expect(kept).toMatchObject({ interrupted: true, counts: { token_count: { scored: 2, failed: 1 } } });
    expect(kept.failures).toEqual([
      {
        row: 3,
        column: "outputs",
        code: "interrupted",
        message: "The run was interrupted before this row had an answer.",
        hint: "mlflow.retryFailed(result) asks for it.",
      },
    ]);
    expect(kept.facts["interrupted"]).toBe("2 of 3 rows are done");
  });
});

describe("seeds", () => {
  it("gives each row a number of its own that the evaluation's seed decides", async () => {
    const run = async (seed?: number): Promise<unknown> => {
      const model = (_row: unknown, _config: unknown, context: EvalModelContext): string => `seed ${context.seed}`;
      return (await evaluate({ ...text, model, perRow: true, ...(seed !== undefined && { seed }) })).rows.map(
        (row) => row["outputs"],
      );
    };
    expect(await run()).toEqual(["seed 105", "seed 106", "seed 107"]);
    expect(await run(7)).toEqual(["seed 7", "seed 8", "seed 9"]);
    await expect(run(0.5)).rejects.toThrow("seed must be a whole number, got 0.5.");
  });
});
