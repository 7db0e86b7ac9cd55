import { TunelabError } from "../core/index.js";
import type { Prompty, PromptyRunOptions } from "../prompts/index.js";
import type { UsageMeter } from "./usage-meter.js";

/** Options of {@link askForJson}. */
export interface AskOptions<T> {
  readonly prompty: Prompty;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly run: PromptyRunOptions;
  readonly meter: UsageMeter;
  /** Turns the parsed answer into what is wanted; throws when it has another shape. */
  readonly read: (value: unknown) => T;
  /** What was asked for, for the error: "questions". */
  readonly wanted: string;
}

/**
 * Runs a prompt that asks for JSON, checks the shape, and asks once more when the answer is of no use.
 *
 * Throws `model_answer_invalid` with the beginning of the answer, and the errors of the model's service.
 */
export async function askForJson<T>({ prompty, inputs, run, meter, read, wanted }: AskOptions<T>): Promise<T> {
  const parameters = { ...run.parameters };
  let problem: unknown;
  let text = "";
  for (let attempt = 0; attempt < 2; attempt += 1) {
    // Read as text, so that half a JSON is counted and shown rather than thrown away.
    const answer = await prompty.complete(inputs, { ...run, parameters }).catch((error: unknown) => {
      if (!TunelabError.isInstance(error) || !error.code.startsWith("model_answer")) throw error;
      problem = error;
      return undefined;
    });
    if (answer === undefined) continue;
    meter.add(answer.usage, answer.model);
    text = answer.text;
    try {
      return read(typeof answer.output === "string" ? JSON.parse(unfence(answer.output)) : answer.output);
    } catch (error) {
      problem = error;
    }
  }
  const detail = problem instanceof Error ? problem.message : String(problem);
  const shown = text === "" ? "" : ` It answered ${JSON.stringify(text.slice(0, 160))}.`;
  throw new TunelabError(`The model gave no usable ${wanted}: ${detail}${shown}`, {
    code: "model_answer_invalid",
    hint:
      'Use a larger model, or strategy: "sentences", which small models can do. A refusal or an answer that is cut off ' +
      "needs another text or fewer questions at a time.",
    cause: problem,
  });
}

/** Some models wrap JSON in a Markdown code block. */
const unfence = (text: string): string => /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text;
