import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { TunelabError, type WriteText } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import type { EvalDataInput } from "../../classic/rows/eval-data.js";
import type { RunProgress } from "../../run/index.js";
import type { AzureEvaluatorConfig, Evaluators } from "./column-mapping.js";
import type { EvaluationTarget } from "./ask-target.js";

/** Options of {@link evaluate}. */
export interface AzureEvaluateOptions {
  /** Path of a `.jsonl` or `.csv` file, rows, or a DataFrame. */
  readonly data: EvalDataInput;
  /** Evaluators, or functions that score a row, by the name of their results. */
  readonly evaluators: Evaluators;
  /** Which columns each evaluator takes: `{ name: { column_mapping: { response: "${data.answer}" } } }`. */
  readonly evaluatorConfig?: AzureEvaluatorConfig;
  readonly evaluator_config?: AzureEvaluatorConfig;
  /** Called per row; what it returns becomes columns, a plain value the column `output`. */
  readonly target?: EvaluationTarget;
  /** File for rows and metrics as JSON, or a folder to put `evaluation_results.json` into. */
  readonly outputPath?: string;
  readonly output_path?: string;
  /** @default "evaluation" */
  readonly evaluationName?: string;
  /** Throws when any row of any evaluator failed, after all are done. @default false */
  readonly failOnEvaluatorErrors?: boolean;
  /** Kept with the result's facts. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Calls under way at once, over all evaluators together, 1 to 256. @default 4 */
  readonly concurrency?: number;
  /** Most calls started a second. @default unlimited */
  readonly rateLimit?: number;
  /** Longest a call may take, in seconds. @default 300 */
  readonly timeoutSeconds?: number;
  /** Ends the run and keeps what is done; the notebook's interrupt does the same. */
  readonly signal?: AbortSignal;
  /** @default a progress bar in notebooks */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Writes the output file. @default node:fs/promises writeFile */
  readonly writeText?: WriteText;
}

/**
 * Checks the options and looks whether the output file can be written after the run.
 *
 * Throws `invalid_option`.
 */
export async function readOptions(options: AzureEvaluateOptions) {
  const { evaluators, target, evaluationName = "evaluation", data } = options;
  const invalid = (message: string, hint: string): TunelabError =>
    new TunelabError(message, { code: "invalid_option", hint });
  if (data === undefined || data === null) throw invalid(say("evaluate.noData"), say("evaluate.noDataHint"));
  if (typeof evaluators !== "object" || evaluators === null || Object.keys(evaluators).length === 0) {
    throw invalid(
      say("evaluate.noEvaluators"),
      say("evaluate.noEvaluatorsHint", { code: "{ groundedness: new GroundednessEvaluator(modelConfig) }" }),
    );
  }
  for (const [name, evaluator] of Object.entries(evaluators)) {
    if (isClass(evaluator)) {
      const { name: made } = evaluator as { readonly name: string };
      throw invalid(
        say("evaluate.evaluatorClass", { name, made }),
        say("evaluate.evaluatorClassHint", { code: `${name}: new ${made}()` }),
      );
    }
    if (typeof evaluator === "function" || typeof (evaluator as { evaluate?: unknown } | null)?.evaluate === "function")
      continue;
    throw invalid(
      say("evaluate.evaluatorIs", { name, type: evaluator === null ? "null" : typeof evaluator }),
      say("evaluate.evaluatorIsHint"),
    );
  }
  if (target !== undefined && typeof target !== "function")
    throw invalid(say("evaluate.targetIs", { type: typeof target }), say("evaluate.targetIsHint"));
  if (evaluationName.trim() === "") throw invalid(say("evaluate.nameEmpty"), say("evaluate.nameEmptyHint"));
  return {
    evaluators,
    title: evaluationName,
    outputPath: await resolveOutput(options.outputPath ?? options.output_path),
  };
}

/** Looks before the run whether the file can be written after it. */
async function resolveOutput(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const isFolder = async (name: string): Promise<boolean> =>
    (await stat(name).catch(() => undefined))?.isDirectory() === true;
  const full = resolve(path);
  if (await isFolder(full)) return join(full, "evaluation_results.json");
  if (await isFolder(dirname(full))) return full;
  throw new TunelabError(say("evaluate.noFolder", { folder: dirname(path) }), {
    code: "invalid_option",
    hint: say("evaluate.noFolderHint"),
  });
}

/** Called as a function, a class would fail in every row. */
const isClass = (value: unknown): boolean =>
  typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
