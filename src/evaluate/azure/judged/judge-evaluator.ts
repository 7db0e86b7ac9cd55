import type OpenAI from "openai";
import { SharedPromise, optionError, quoteGiven, TunelabError } from "../../../core/index.js";
import { type ModelConfiguration, type OpenModelOptions, readModelConfiguration } from "../../../models/index.js";
import { say } from "../../../texts/index.js";
import { type JudgeRequest, openJudge, type RubricJudge } from "../../judges/index.js";
import { joinTurns, toTurns } from "../evaluators/conversation-turns.js";
import { type Evaluator, type EvaluatorContext, type EvaluatorOutput, toScoreOutput } from "../evaluators/evaluator.js";
import { judgeByLikelihood, toNotPossible } from "./likelihood-adapter.js";
import { type Judgement, parseJudgement } from "./parse-judgement.js";
import { type Rubric, loadRubric, toJudgeMessages } from "./rubric.js";

/** Options of a judge. */
export interface JudgeOptions extends OpenModelOptions {
  /** Least score that passes, 1 to 5. @default 3 */
  readonly threshold?: number;
  /** Leaves out what reasoning models refuse: temperature, top_p, penalties; and gives them room to think. @default false */
  readonly isReasoningModel?: boolean;
  readonly is_reasoning_model?: boolean;
  /** Sent to the judge. @default none */
  readonly seed?: number;
  /**
   * How the judge is asked: for a written score, or by its likelihoods. `auto` takes likelihoods for a model below
   * 0.6 billion parameters on this machine or its network, whose written scores are no better than chance and are
   * refused.
   * @default "auto"
   */
  readonly method?: "auto" | "prompt" | "likelihood";
  /** Judges instead of the configuration's model. @default the judge that the configuration's model makes */
  readonly judge?: RubricJudge;
}

/** What a kind of judge is made of. */
export interface JudgeKind {
  /** Name of the score. */
  readonly key: string;
  /** Rubric file, by the inputs that are there. */
  readonly rubric: (inputs: Readonly<Record<string, unknown>>) => string;
  readonly requiredInputs: readonly (readonly string[])[];
  readonly optionalInputs?: readonly string[];
  readonly takesConversations: boolean;
}

const REASONING_TOKENS = 60_000;

/** A model that judges one quality by a rubric, from 1 to 5. */
export abstract class JudgeEvaluator implements Evaluator {
  readonly requiredInputs: readonly (readonly string[])[];
  readonly optionalInputs: readonly string[];
  readonly #kind: JudgeKind;
  readonly #configuration: ModelConfiguration;
  readonly #options: JudgeOptions;
  readonly #threshold: number;
  readonly #opened = new SharedPromise((signal) => this.#open(signal));

  /** Throws `invalid_model_configuration` or `invalid_option`. */
  constructor(kind: JudgeKind, configuration: ModelConfiguration, options: JudgeOptions = {}) {
    readModelConfiguration(configuration);
    const { threshold = 3 } = options;
    if (typeof threshold !== "number" || !(threshold >= 1 && threshold <= 5)) {
      throw optionError(
        "threshold",
        say("option.number", { low: "1", high: "5" }),
        quoteGiven(threshold),
        say("evaluate.thresholdHint"),
      );
    }
    this.#kind = kind;
    this.#configuration = { ...configuration };
    this.#options = options;
    this.#threshold = threshold;
    this.requiredInputs = kind.takesConversations ? [...kind.requiredInputs, ["conversation"]] : kind.requiredInputs;
    this.optionalInputs = kind.optionalInputs ?? [];
  }

  /**
   * Judges one answer, or a whole conversation turn by turn.
   *
   * Returns the score as `<name>`, with `_score`, `_passed`, `_result` (`pass`, `fail`, `not_applicable`, or `unknown`
   * when the judge gave none), `_reason`, `_status`, `_threshold` and `_properties` (tokens, model, method).
   * Throws `missing_input`, `judge_answer_invalid`, `judge_not_possible`, and the service's errors.
   */
  async evaluate(inputs: Readonly<Record<string, unknown>>, context: EvaluatorContext = {}): Promise<EvaluatorOutput> {
    const { conversation, ...single } = inputs;
    if (conversation === undefined || conversation === null || !this.#kind.takesConversations) {
      return this.#judge(this.#checkInputs(single), context);
    }
    if (Object.values(single).some((value) => value !== undefined && value !== null)) {
      throw new TunelabError(
        say("evaluate.bothForms", { name: this.#kind.key, inputs: Object.keys(single).join(", ") }),
        {
          code: "invalid_option",
          hint: say("evaluate.bothFormsHint"),
        },
      );
    }
    const outputs: EvaluatorOutput[] = [];
    for (const turn of toTurns(conversation)) outputs.push(await this.#judge(this.#checkInputs({ ...turn }), context));
    const joined = joinTurns(outputs);
    const mean = joined[this.#kind.key];
    if (outputs.length < 2 || typeof mean !== "number") return joined;
    return { ...joined, [`${this.#kind.key}_result`]: mean >= this.#threshold ? "pass" : "fail" };
  }

  #checkInputs(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { key, requiredInputs, optionalInputs = [] } = this.#kind;
    const isThere = (name: string): boolean => {
      const value = inputs[name];
      return value !== undefined && value !== null && value !== "";
    };
    const [wanted = []] = requiredInputs;
    if (!requiredInputs.some((set) => set.every(isThere))) {
      const missing = wanted.filter((name) => !isThere(name));
      throw new TunelabError(
        say("evaluate.inputEmpty", {
          name: key,
          wanted: wanted.join(say("list.and")),
          missing: missing.join(say("list.and")),
        }),
        {
          code: "missing_input",
          hint: say("evaluate.nameColumnLike", { code: '{ column_mapping: { context: "${data.text}" } }' }),
        },
      );
    }
    const names = [...new Set([...requiredInputs.flat(), ...optionalInputs])];
    return Object.fromEntries(names.filter(isThere).map((name) => [name, inputs[name]]));
  }

  async #judge(inputs: Readonly<Record<string, unknown>>, { signal }: EvaluatorContext): Promise<EvaluatorOutput> {
    const judge = await this.#opened.get(signal);
    if (judge.method === "likelihood") return this.#judgeByLikelihood(inputs, judge, signal);
    const request = this.#toRequest(loadRubric(this.#kind.rubric(inputs)), inputs);
    const answer = await judge.ask(request, this.#kind.key, signal).catch(toNotPossible);
    const choice = answer.choices?.[0];
    const text = choice?.message?.content ?? choice?.message?.refusal ?? "";
    const judgement: Judgement = parseJudgement(text);
    return toScoreOutput(this.#kind.key, {
      value: judgement.score,
      threshold: this.#threshold,
      reason: judgement.reason,
      status: judgement.status,
      properties: {
        prompt_tokens: answer.usage?.prompt_tokens ?? 0,
        completion_tokens: answer.usage?.completion_tokens ?? 0,
        total_tokens: answer.usage?.total_tokens ?? 0,
        finish_reason: choice?.finish_reason ?? "",
        model: answer.model,
        sample_input: JSON.stringify([{ role: "user", content: JSON.stringify(inputs) }]),
        sample_output: JSON.stringify([{ role: "assistant", content: text }]),
        judge: "prompt",
      },
    });
  }

  #toRequest(rubric: Rubric, inputs: Readonly<Record<string, unknown>>): JudgeRequest {
    const { isReasoningModel, is_reasoning_model, seed } = this.#options;
    const messages = toJudgeMessages(rubric, inputs) as OpenAI.Chat.ChatCompletionMessageParam[];
    const common = {
      messages,
      response_format: { type: "json_object" as const },
      seed,
    };
    if (isReasoningModel ?? is_reasoning_model ?? false) return { ...common, max_completion_tokens: REASONING_TOKENS };
    return {
      ...common,
      temperature: 0,
      top_p: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      max_tokens: rubric.maxTokens,
    };
  }

  async #judgeByLikelihood(
    inputs: Readonly<Record<string, unknown>>,
    judge: RubricJudge,
    signal: AbortSignal | undefined,
  ): Promise<EvaluatorOutput> {
    const {
      score,
      reason,
      auc,
      method,
      model,
      judge: by,
    } = await judgeByLikelihood(this.#kind.key, inputs, judge, signal);
    return toScoreOutput(this.#kind.key, {
      value: score,
      threshold: this.#threshold,
      reason,
      properties: {
        prompt_tokens: 0,
        completion_tokens: 0,
        total_tokens: 0,
        model,
        judge: by,
        method,
        auc,
      },
    });
  }

  async #open(signal: AbortSignal | undefined): Promise<RubricJudge> {
    const { judge, method = "auto" } = this.#options;
    return judge ?? openJudge(this.#configuration, { ...this.#options, method, signal });
  }
}
