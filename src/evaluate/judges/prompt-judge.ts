import { z } from "zod";
import { TunelabError } from "../../core/index.js";
import { openModel, type ModelConfiguration, type OpenedModel } from "../../prompts/index.js";
import type { Judge, Judgement } from "./judge.js";
import { writeJudgeMessages } from "./judge-prompts.js";

const REPLY = z.object({ rationale: z.string().nullish(), result: z.string() });
const SCHEMA = {
  type: "object",
  properties: { rationale: { type: "string" }, result: { type: "string", enum: ["yes", "no"] } },
  required: ["rationale", "result"],
  additionalProperties: false,
};
const MOST_TOKENS = 400;

/** Options of {@link promptJudge}. */
export interface PromptJudgeOptions {
  /** @default 0 */
  readonly temperature?: number;
  /** Sent where the service takes it. @default 105 */
  readonly seed?: number;
  /** Longest wait for one judgement, in seconds. @default 120 */
  readonly timeoutSeconds?: number;
}

/**
 * Makes a judge of a chat model: it is asked for JSON by a schema, and its reply is checked.
 *
 * Any provider or base URL: pass a model configuration, or a client of the `openai` package with a model's name. A
 * reply that is no such JSON, or whose result is neither "yes" nor "no", becomes the row's error `invalid_judgement`.
 *
 * @example
 * promptJudge({ base_url: "http://127.0.0.1:11434/v1", api_key: "none", model: "llama3.1" });
 */
export function promptJudge(model: ModelConfiguration | OpenedModel, options: PromptJudgeOptions = {}): Judge {
  const opened = Promise.resolve("client" in model ? model : openModel(model, { maxRetries: 2 }));
  opened.catch(() => undefined);
  const name = "client" in model ? model.model : nameOf(model);
  let canSchema = true;
  return {
    name,
    method: "prompt",
    refusal: () => undefined,
    judge: async (question, parts, signal) => {
      const messages = writeJudgeMessages(question, parts);
      const { client, model: deployment } = await opened;
      const { temperature = 0, seed = 105, timeoutSeconds = 120 } = options;
      const request = { signal, timeout: timeoutSeconds * 1000 };
      const body = { model: deployment, messages: [...messages], temperature, seed, max_tokens: MOST_TOKENS };
      const ask = (format: object) =>
        client.chat.completions.create(
          { ...body, ...format, stream: false } as typeof body & { stream: false },
          request,
        );
      const schema = {
        response_format: { type: "json_schema", json_schema: { name: "judgement", strict: true, schema: SCHEMA } },
      };
      const answer = await ask(canSchema ? schema : { response_format: { type: "json_object" } }).catch(
        (error: unknown) => {
          if ((error as { status?: number }).status !== 400 || !canSchema) throw error;
          // Older services know no schema: the prompt says the form too.
          canSchema = false;
          return ask({ response_format: { type: "json_object" } });
        },
      );
      return readJudgement(answer.choices[0]?.message.content ?? "", name);
    },
  };
}

/**
 * Reads a judge's reply; JSON may stand in a code fence.
 *
 * @example
 * readJudgement('{"rationale":"It is.","result":"Yes"}', "gpt-4.1").value; // "yes"
 */
export function readJudgement(text: string, judge: string): Judgement {
  const json = /\{[\s\S]*\}/.exec(text)?.[0];
  const reply = REPLY.safeParse(parse(json));
  const result = reply.success ? reply.data.result.trim().toLowerCase() : undefined;
  if (!reply.success || (result !== "yes" && result !== "no")) {
    throw new TunelabError(`${judge} replied ${JSON.stringify(text.slice(0, 200))} instead of a judgement.`, {
      code: "invalid_judgement",
      hint: 'A judge must reply {"rationale": …, "result": "yes" or "no"}: try a larger model.',
    });
  }
  return { value: result, rationale: reply.data.rationale ?? "", metadata: { judge: "prompt", model: judge } };
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch {
    return undefined;
  }
}

function nameOf(model: ModelConfiguration): string {
  const { model: name, azure_deployment: snake, azureDeployment: camel } = model as Record<string, unknown>;
  return String(name ?? snake ?? camel ?? "model");
}
