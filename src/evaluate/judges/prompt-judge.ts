import { z } from "zod";
import { timerMs, TunelabError } from "../../core/index.js";
import {
  describeAnswer,
  findAnsweringModel,
  openModel,
  type AnsweringModel,
  type ModelConfiguration,
  type OpenedModel,
} from "../../models/index.js";
import { say } from "../../texts/index.js";
import { isNear } from "./is-near.js";
import type { Judgement, JudgeRequest, RubricJudge } from "./judge.js";
import { judgeHint } from "./judge-hint.js";
import { writeJudgeMessages } from "./judge-prompts.js";

const REPLY = z.object({ rationale: z.string().nullish(), result: z.string() });
const SCHEMA = {
  type: "object",
  properties: { rationale: { type: "string" }, result: { type: "string", enum: ["yes", "no"] } },
  required: ["rationale", "result"],
  additionalProperties: false,
};
const MOST_TOKENS = 400;
const JUDGEMENT_SECONDS = 120;
/** After which the judgement is asked for, be the server's first answer still out. */
const WHO_ANSWERS_SECONDS = 30;

/** Options of {@link promptJudge}. */
export interface PromptJudgeOptions {
  /** @default 0 */
  readonly temperature?: number;
  /** Sent where the service takes it. @default 105 */
  readonly seed?: number;
  /** Longest wait for one judgement, in seconds. @default 120 */
  readonly timeoutSeconds?: number;
  /** Asked in place of the server by whoever has found out already who answers. */
  readonly answering?: AnsweringModel;
}

/**
 * Makes a judge of a chat model: it is asked for JSON by a schema, and its reply is checked.
 *
 * Any provider or base URL: pass a model configuration, or a client of the `openai` package with a model's name. A
 * reply that is no such JSON, or whose result is neither "yes" nor "no", becomes the row's error `invalid_judgement`.
 * A reply by a model below 0.6 billion parameters, by the service's own word, is `cannot_judge`; before its first judgement
 * a server on this machine or its network is asked for one token, so that such a model is not left to write a whole one.
 * A request of the caller's own (`ask`) is sent as it is, and alone.
 *
 * @example
 * promptJudge({ base_url: "http://127.0.0.1:11434/v1", api_key: "none", model: "llama3.1" });
 */
export function promptJudge(model: ModelConfiguration | OpenedModel, options: PromptJudgeOptions = {}): RubricJudge {
  const opened = Promise.resolve("client" in model ? model : openModel(model, { maxRetries: 2 }));
  opened.catch(() => undefined);
  const name = "client" in model ? model.model : nameOf(model);
  const { temperature = 0, seed = 105, timeoutSeconds, answering: known } = options;
  let tooSmall: string | undefined;
  const note = ({ name: answered, isSmall }: AnsweringModel): void => {
    if (isSmall) tooSmall = answered;
  };
  let found: Promise<void> | undefined;
  const findOut = async (signal?: AbortSignal): Promise<void> => {
    const near = await opened;
    if (known !== undefined || !isNear(near)) return;
    const limit = AbortSignal.any([AbortSignal.timeout(WHO_ANSWERS_SECONDS * 1000), ...(signal ? [signal] : [])]);
    // Where the short question fails, the long one says why.
    found ??= findAnsweringModel(near, { signal: limit }).then(note, () => undefined);
    await found;
  };
  let canSchema = true;
  const check = (quality: string): void => {
    if (tooSmall === undefined) return;
    throw new TunelabError(say("evaluate.noBetterThanChance", { name: tooSmall, quality }), {
      code: "cannot_judge",
      hint: judgeHint(),
    });
  };
  const ask = async (request: JudgeRequest, quality: string, signal?: AbortSignal, timeout?: number) => {
    check(quality);
    const { client, model: deployment } = await opened;
    const settings: { signal?: AbortSignal; timeout?: number } = { signal };
    // The package takes a time that is named for a number, be it undefined.
    if (timeout !== undefined) settings.timeout = timeout;
    const answer = await client.chat.completions.create({ ...request, model: deployment }, settings);
    note(describeAnswer({ ...answer, model: answer.model ?? deployment }));
    check(quality);
    return answer;
  };
  return {
    name,
    method: "prompt",
    refusal: () => undefined,
    ask: (request, quality, signal) =>
      ask(request, quality, signal, timeoutSeconds === undefined ? undefined : timerMs(timeoutSeconds * 1000)),
    judge: async (question, parts, signal) => {
      await findOut(signal);
      const messages = [...writeJudgeMessages(question, parts)];
      const timeout = timerMs((timeoutSeconds ?? JUDGEMENT_SECONDS) * 1000);
      const askFor = (format: JudgeRequest["response_format"]) => {
        const request = { messages, temperature, seed, max_tokens: MOST_TOKENS, response_format: format };
        return ask(request, question.replace("_", " "), signal, timeout);
      };
      const schema = { name: "judgement", strict: true, schema: SCHEMA };
      const answer = await askFor(
        canSchema ? { type: "json_schema", json_schema: schema } : { type: "json_object" },
      ).catch((error: unknown) => {
        if ((error as { status?: number }).status !== 400 || !canSchema) throw error;
        // Older services know no schema: the prompt says the form too.
        canSchema = false;
        return askFor({ type: "json_object" });
      });
      return readJudgement(answer.choices[0]?.message.content ?? "", answer.model ?? name);
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
    throw new TunelabError(say("evaluate.noJudgement", { judge, reply: JSON.stringify(text.slice(0, 200)) }), {
      code: "invalid_judgement",
      hint: say("evaluate.noJudgementHint", { code: '{"rationale": …, "result": "yes" or "no"}' }),
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
