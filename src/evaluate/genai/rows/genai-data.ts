import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { describeKind, readEvalData, type EvalDataInput, type EvalRow } from "../../classic/index.js";

/** One row of `genai.evaluate`. */
export interface GenaiRow {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Present when the answer came with the data. */
  readonly outputs?: unknown;
  readonly expectations: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Reads rows of inputs, outputs and expectations, and checks them before anything is called.
 *
 * Throws `empty_data`, `invalid_row` (inputs that are no object) or `conflicting_outputs`, with the row's number.
 */
export async function readGenaiRows(data: EvalDataInput, hasPredict: boolean): Promise<readonly GenaiRow[]> {
  const { rows, columns } = await readEvalData(data);
  if (!columns.includes("inputs")) {
    throw new TunelabError(say("evaluate.noInputs", { columns: columns.join(", ") }), {
      code: "unknown_column",
      hint: say("evaluate.noInputsHint", { code: '{ inputs: { question: "…" }, expectations: { … } }' }),
    });
  }
  const hasOutputs = columns.includes("outputs");
  if (hasPredict && hasOutputs) {
    throw new TunelabError(say("evaluate.bothOutputs"), {
      code: "conflicting_outputs",
      hint: say("evaluate.bothOutputsHint"),
    });
  }
  return rows.map((row, index) => readRow(row, index, hasOutputs));
}

function readRow(row: EvalRow, index: number, hasOutputs: boolean): GenaiRow {
  const inputs = asObject(row["inputs"]);
  if (inputs === undefined) {
    throw new TunelabError(say("evaluate.inputsKind", { row: String(index + 1), kind: describeKind(row["inputs"]) }), {
      code: "invalid_row",
      hint: say("evaluate.inputsKindHint", { code: 'inputs: { question: "What is MLflow?" }' }),
    });
  }
  return {
    inputs,
    outputs: hasOutputs ? row["outputs"] : undefined,
    expectations: asObject(row["expectations"]) ?? {},
    tags: (asObject(row["tags"]) ?? {}) as Readonly<Record<string, string>>,
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === "string" && value.trim().startsWith("{")) {
    try {
      return asObject(JSON.parse(value));
    } catch {
      return undefined;
    }
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
