import { describe, expect, it } from "vitest";
import { evaluate, makeMetric } from "../../../src/evaluate/index.js";
import { MemoryTracker } from "../memory-tracker.js";

const rows = [{ inputs: "a?" }, { inputs: "b?" }, { inputs: "c?" }];
const model = ({ inputs }: { readonly inputs: string }): string => {
  if (inputs === "b?") throw new Error("The model is asleep.");
  return "Yes";
};
const polite = makeMetric({
  name: "polite",
  version: "v1",
  greaterIsBetter: true,
  evalFn: () => ({ scores: [5, null, null], errors: new Map([[2, "The judge said nothing."]]) }),
});

async function record(): Promise<{ readonly file: unknown; readonly columns: readonly string[] }> {
  const tracker = new MemoryTracker();
  const given = { data: rows, modelType: "text", retries: 0, perRow: true } as const;
  const result = await evaluate({ ...given, model, extraMetrics: [polite], tracker });
  return { file: JSON.parse(tracker.runs[0]!.files.get("eval_results_table.json")!), columns: result.columns };
}

describe("the recorded table of a classic evaluation", () => {
  it("says why a row has no score, under the name that genai evaluations use", async () => {
    const { columns, data } = (await record()).file as { columns: string[]; data: unknown[][] };
    const reasonsOf = (metric: string) => data.map((row) => row[columns.indexOf(`${metric}/error_message`)]);
    expect(reasonsOf("token_count")).toEqual([null, "The model is asleep.", null]);
    expect(reasonsOf("polite/v1")).toEqual([null, "The model is asleep.", "The judge said nothing."]);
  });

  it("leaves the result's own columns as MLflow has them", async () => {
    const { columns } = await record();
    expect(columns.filter((name) => name.endsWith("error_message"))).toEqual([]);
  });
});
