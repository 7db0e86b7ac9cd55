import { findSimilar, quoteGiven } from "../core/index.js";
import { say } from "../texts/index.js";

interface ParameterRule {
  readonly takes: () => string;
  readonly holds: (value: unknown) => boolean;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const between = (low: number, high: number): ParameterRule => ({
  takes: () => say("option.number", { low: String(low), high: String(high) }),
  holds: (value) => isNumber(value) && value >= low && value <= high,
});
const whole = (low: number, high = Number.MAX_SAFE_INTEGER): ParameterRule => ({
  takes: () =>
    high === Number.MAX_SAFE_INTEGER
      ? say("option.wholeFrom", { low: String(low) })
      : say("option.whole", { low: String(low), high: String(high) }),
  holds: (value) => isNumber(value) && Number.isInteger(value) && value >= low && value <= high,
});
const truth: ParameterRule = { takes: () => say("option.truth"), holds: (value) => typeof value === "boolean" };
const text: ParameterRule = { takes: () => say("option.text"), holds: (value) => typeof value === "string" };
const record: ParameterRule = {
  takes: () => say("option.object"),
  holds: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
const list: ParameterRule = { takes: () => say("option.list"), holds: Array.isArray };
const stop: ParameterRule = {
  takes: () => say("option.stop"),
  holds: (value) =>
    typeof value === "string" ||
    (Array.isArray(value) && value.length <= 4 && value.every((item) => typeof item === "string")),
};
const textOrRecord: ParameterRule = {
  takes: () => say("option.textOrObject"),
  holds: (value) => text.holds(value) || record.holds(value),
};
const effort: ParameterRule = {
  takes: () => say("option.effort"),
  holds: (value) => ["none", "minimal", "low", "medium", "high", "xhigh"].includes(value as string),
};

/** Parameters of chat completions with what they take, by OpenAI's reference of the API. */
const RULES: Readonly<Record<string, ParameterRule>> = {
  temperature: between(0, 2),
  top_p: between(0, 1),
  presence_penalty: between(-2, 2),
  frequency_penalty: between(-2, 2),
  max_tokens: whole(1),
  max_completion_tokens: whole(1),
  n: whole(1, 128),
  seed: whole(Number.MIN_SAFE_INTEGER),
  stop,
  logprobs: truth,
  top_logprobs: whole(0, 20),
  logit_bias: record,
  response_format: record,
  tools: list,
  tool_choice: textOrRecord,
  parallel_tool_calls: truth,
  stream: truth,
  stream_options: record,
  reasoning_effort: effort,
  user: text,
  store: truth,
  metadata: record,
  service_tier: text,
};

/**
 * What is wrong with a parameter and what to do; `undefined` for one that is fine.
 *
 * @param also names that are known under another spelling
 * @example
 * findParameterProblem("temprature", 1)?.hint; // "Did you mean temperature? …"
 */
export function findParameterProblem(
  name: string,
  value: unknown,
  also: Readonly<Record<string, string>> = {},
): { readonly code: string; readonly message: string; readonly hint: string } | undefined {
  const rule = RULES[also[name] ?? name];
  if (rule === undefined) {
    const similar = findSimilar(name, [...Object.keys(RULES), ...Object.keys(also)]);
    return {
      code: "unknown_parameter",
      message: say("prompts.noParameter", { name }),
      hint:
        (similar === undefined ? "" : `${say("core.didYouMean", { name: similar })} `) +
        say("prompts.parameters", { names: Object.keys(RULES).join(", ") }),
    };
  }
  if (value === null || value === undefined || rule.holds(value)) return undefined;
  return {
    code: "invalid_parameter",
    message: say("prompts.valueIs", { name, value: quoteGiven(value) }),
    hint: say("prompts.takes", { what: rule.takes() }),
  };
}
