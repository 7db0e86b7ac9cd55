import type { Tracker } from "../../core/index.js";
import type { EvalDataInput } from "../classic/index.js";
import type { Judge } from "../judges/index.js";
import type { RunRowsOptions } from "../run/index.js";
import type { Scorer } from "./scorers/scorer.js";

/** What a predictFn is told beside a row's inputs. */
export interface PredictContext {
  /** Number of this row's own: the evaluation's seed plus the row's position. */
  readonly seed: number;
  /** Aborted when the cell is interrupted, the caller aborts, or the time is up. */
  readonly signal: AbortSignal;
}

/** The inputs of a row: what the rows given say of them, and any fields where the data is a table or a file. */
export type InputsOf<Data> = Data extends readonly { readonly inputs: infer Inputs }[]
  ? Inputs
  : Readonly<Record<string, unknown>>;

/**
 * Options of `genai.evaluate`, by MLflow's names. `Inputs` is what `predictFn` takes: what it says itself, else what the data
 * holds.
 */
export interface GenaiEvaluateOptions<Data extends EvalDataInput = EvalDataInput, Inputs = never> extends Omit<
  RunRowsOptions,
  "onProgress" | "interruptible"
> {
  /** Rows of `inputs`, and `outputs`, `expectations`, `tags`. */
  readonly data: Data;
  readonly scorers: readonly Scorer[];
  /** Gets a row's inputs and returns the answer. @default the rows' outputs */
  readonly predictFn?: (inputs: Inputs, context: PredictContext) => unknown;
  /** Judge of the scorers that have none of their own. @default the environment's provider */
  readonly judge?: Judge;
  readonly tracker?: Tracker;
  /** @default a run of its own, ended when done */
  readonly runId?: string;
  /** @default "0" */
  readonly experimentId?: string;
  readonly runName?: string;
  /** Whether rows in progress are shown in a notebook. @default true */
  readonly progress?: boolean;
}
