import { TunelabError } from "../core/index.js";
import type { Prompty, PromptyRunOptions } from "../prompts/index.js";
import { say } from "../texts/index.js";
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
  /** JSON schema of the answer, which the second try enforces. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Runs a prompt that asks for JSON, checks the shape, and asks once more when the answer is of no use, this time with the
 * schema enforced where the service can.
 *
 * Throws `model_answer_invalid` with the beginning of the answer, and the errors of the model's service.
 */
export async function askForJson<T>(options: AskOptions<T>): Promise<T> {
  const { prompty, inputs, run, meter, read, wanted, schema } = options;
  const enforced = {
    response_format: {
      type: "json_schema",
      json_schema: { name: prompty.name.replace(/\W+/g, "_"), strict: true, schema },
    },
  };
  let problem: unknown;
  let text = "";
  const attempt = async (parameters: object): Promise<{ readonly value: T } | undefined> => {
    try {
      const answer = await prompty.complete(inputs, { ...run, parameters: { ...run.parameters, ...parameters } });
      meter.add(answer.usage, answer.model);
      text = answer.text;
      return { value: read(typeof answer.output === "string" ? JSON.parse(unfence(answer.output)) : answer.output) };
    } catch (error) {
      const ofService = error instanceof Error && "status" in error;
      const ofAnswer = !TunelabError.isInstance(error) || error.code.startsWith("model_answer");
      if (ofService || !ofAnswer) throw error;
      problem = error;
      return undefined;
    }
  };
  const first = await attempt({});
  if (first !== undefined) return first.value;
  const second = await attempt(enforced).catch((error: unknown) => {
    // Older services know no schema.
    if ((error as { status?: number }).status !== 400) throw error;
    return attempt({});
  });
  if (second !== undefined) return second.value;
  const detail = problem instanceof Error ? problem.message : String(problem);
  const shown = text === "" ? "" : say("simulate.itAnswered", { answer: JSON.stringify(text.slice(0, 160)) });
  throw new TunelabError(say("simulate.unusable", { wanted, detail, shown }), {
    code: "model_answer_invalid",
    hint: say("simulate.unusableHint"),
    cause: problem,
  });
}

/** Some models wrap JSON in a Markdown code block. */
const unfence = (text: string): string => /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text;
