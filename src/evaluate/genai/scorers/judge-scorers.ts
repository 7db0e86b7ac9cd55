import { TunelabError } from "../../../core/index.js";
import { openJudge, SUPPORT_METHOD, type Judge, type JudgeParts, type JudgeQuestion } from "../../judges/index.js";
import type { ModelConfiguration, ModelUri } from "../../../models/index.js";
import { say } from "../../../texts/index.js";
import { toText } from "./code-scorers.js";
import { Feedback, type FeedbackSource } from "./feedback.js";
import type { Scorer, ScorerArguments, ScorerOptions } from "./scorer.js";

/** Options of every scorer that asks a judge. */
export interface JudgeScorerOptions extends ScorerOptions {
  /** Who judges: a judge, the configuration of any chat model, or `openai:/<model>`. @default the evaluation's judge */
  readonly judge?: Judge | ModelConfiguration | ModelUri;
}

/** Checks guidelines in plain words, for example "The answer is in English". */
export function Guidelines(options: JudgeScorerOptions & { readonly guidelines: string | readonly string[] }): Scorer {
  const guidelines = typeof options.guidelines === "string" ? [options.guidelines] : options.guidelines;
  if (guidelines.length === 0 || guidelines.some((line) => line.trim() === "")) {
    throw new TunelabError(say("evaluate.noGuideline"), {
      code: "invalid_option",
      hint: say("evaluate.noGuidelineHint", {
        code: 'Guidelines({ name: "english", guidelines: "The answer is in English" })',
      }),
    });
  }
  return judgeScorer("guidelines", "guidelines", options, (args) => ({ ...base(args), guidelines }));
}

/** Checks the guidelines in each row's `expectations.guidelines`. */
export function ExpectationsGuidelines(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("expectations_guidelines", "guidelines", options, (args) => {
    const { guidelines } = args.expectations;
    const list = typeof guidelines === "string" ? [guidelines] : guidelines;
    if (!Array.isArray(list) || list.length === 0)
      throw missing("expectations.guidelines", say("evaluate.textOrTexts"));
    return { ...base(args), guidelines: list.map(String) };
  });
}

/** Checks that the answer is free of harmful content. Not `toxicity/v1`: a judge's opinion, not that classifier's score. */
export function Safety(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("safety", "safety", options, base);
}

/** Checks the answer against `expectations.expectedResponse` or `expectations.expectedFacts`. */
export function Correctness(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("correctness", "correctness", options, (args) => ({ ...base(args), expected: expected(args) }));
}

/** Checks that the answer addresses the question. */
export function RelevanceToQuery(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("relevance_to_query", "relevance", options, base);
}

/** Checks that the answer is supported by the retrieved documents. */
export function RetrievalGroundedness(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("retrieval_groundedness", "groundedness", options, (args) => ({
    ...base(args),
    context: documents(args).join("\n\n"),
  }));
}

/** Checks that the retrieved documents hold what the expected answer needs. */
export function RetrievalSufficiency(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("retrieval_sufficiency", "sufficiency", options, (args) => ({
    ...base(args),
    context: documents(args).join("\n\n"),
    expected: expected(args),
  }));
}

/** Checks every retrieved document for relevance to the question; the value is the share of relevant ones. */
export function RetrievalRelevance(options: JudgeScorerOptions = {}): Scorer {
  const { name = "retrieval_relevance" } = options;
  const one = judgeScorer(name, "chunk_relevance", options, base);
  return {
    ...one,
    score: async (args) => {
      const judge = await chooseJudge(options.judge, args);
      const chunks = documents(args);
      const judged = [];
      for (const context of chunks)
        judged.push(await judge.judge("chunk_relevance", { ...base(args), context }, args.signal));
      const relevant = judged.filter(({ value }) => value === "yes").length;
      return new Feedback({
        value: relevant / chunks.length,
        rationale: judged.map(({ value, rationale }, at) => `document ${at + 1}: ${value}. ${rationale}`).join("\n"),
        source: sourceOf(judge, judged[0]?.metadata),
        metadata: judged[0]?.metadata,
      });
    },
  };
}

/** Checks that the answer says the same as `expectations.expectedResponse`. */
export function Equivalence(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("equivalence", "equivalence", options, (args) => ({ ...base(args), expected: expected(args) }));
}

/** Checks grammar and naturalness. */
export function Fluency(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("fluency", "fluency", options, base);
}

/** Checks that every part of the question is dealt with. */
export function Completeness(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("completeness", "completeness", options, base);
}

/** Checks that the answer is a faithful summary of the input. */
export function Summarization(options: JudgeScorerOptions = {}): Scorer {
  return judgeScorer("summarization", "summarization", options, base);
}

function judgeScorer(
  defaultName: string,
  question: JudgeQuestion,
  options: JudgeScorerOptions,
  read: (args: ScorerArguments) => JudgeParts,
): Scorer {
  const { name = defaultName, aggregations = ["mean"], greaterIsBetter = true } = options;
  return {
    name,
    aggregations,
    source: { sourceType: "LLM_JUDGE", sourceId: name },
    needsAnswer: true,
    greaterIsBetter,
    score: async (args) => {
      const judge = await chooseJudge(options.judge, args);
      const refusal = judge.refusal(question);
      const parts = refusal === undefined ? read(args) : {};
      const { value, rationale, metadata } = await judge.judge(question, parts, args.signal);
      return new Feedback({ value, rationale, metadata, source: sourceOf(judge, metadata) });
    },
  };
}

/** Names the model that judged, not the name that it was asked by; or the check that judged without one. */
function sourceOf(judge: Judge, metadata: Readonly<Record<string, unknown>> = {}): FeedbackSource {
  const { model } = metadata;
  if (metadata["judge"] === SUPPORT_METHOD) return { sourceType: "CODE", sourceId: SUPPORT_METHOD };
  return { sourceType: "LLM_JUDGE", sourceId: typeof model === "string" ? model : judge.name };
}

/** By evaluation, since another model may answer behind a name by the next one. */
const opened = new WeakMap<ScorerArguments["judge"], Map<ModelConfiguration | ModelUri, Promise<Judge>>>();

function chooseJudge(own: JudgeScorerOptions["judge"], args: ScorerArguments): Promise<Judge> | Judge {
  if (own === undefined) return args.judge();
  if (typeof own !== "string" && "judge" in own) return own;
  const judges = opened.get(args.judge) ?? new Map<ModelConfiguration | ModelUri, Promise<Judge>>();
  opened.set(args.judge, judges);
  let judge = judges.get(own);
  if (judge === undefined) {
    judge = openJudge(own, { maxRetries: 2 });
    judges.set(own, judge);
    judge.catch(() => judges.delete(own));
  }
  return judge;
}

const QUESTION_KEYS = ["question", "query", "input", "inputs", "prompt", "request", "text"];

function base({ inputs, outputs }: ScorerArguments): JudgeParts {
  const key = QUESTION_KEYS.find((name) => typeof inputs[name] === "string");
  const values = Object.values(inputs);
  const only = values.length === 1 && typeof values[0] === "string" ? values[0] : JSON.stringify(inputs);
  return { question: key === undefined ? only : String(inputs[key]), answer: toText(outputs) };
}

function expected({ expectations }: ScorerArguments): string {
  const { expected_facts: snakeFacts, expectedFacts, expected_response: snake, expectedResponse } = expectations;
  const facts = snakeFacts ?? expectedFacts;
  if (Array.isArray(facts) && facts.length > 0) return facts.map((fact) => `- ${String(fact)}`).join("\n");
  const text = snake ?? expectedResponse;
  if (typeof text === "string" && text.trim() !== "") return text;
  throw missing(say("evaluate.expectedEither"), say("evaluate.textOrTexts"));
}

/** From spans of type RETRIEVER, else from `outputs.context`, `inputs.context` or `inputs.documents`. */
function documents({ trace, inputs, outputs }: ScorerArguments): string[] {
  const spans = (trace?.spans ?? []).filter((span) => span.spanType === "RETRIEVER");
  const answer = typeof outputs === "object" && outputs !== null ? (outputs as Record<string, unknown>) : {};
  const given =
    spans.length > 0
      ? spans.map((span) => span.outputs)
      : [answer["context"] ?? inputs["context"] ?? inputs["documents"]];
  const list = given.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value])).flatMap(toDocument);
  if (list.length > 0) return list;
  throw missing(say("evaluate.documents"), say("evaluate.documentsFrom"));
}

function toDocument(value: unknown): string[] {
  if (typeof value === "string") return value.trim() === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  const { page_content: snake, pageContent, content, text } = value as Record<string, unknown>;
  return toDocument(snake ?? pageContent ?? content ?? text);
}

const missing = (what: string, form: string): TunelabError =>
  new TunelabError(say("evaluate.rowLacks", { what }), {
    code: "missing_part",
    hint: say("evaluate.rowLacksHint", { form }),
  });
