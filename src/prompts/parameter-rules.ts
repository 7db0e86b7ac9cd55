import { findSimilar } from "../core/index.js";

interface ParameterRule {
  readonly takes: string;
  readonly holds: (value: unknown) => boolean;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const between = (low: number, high: number): ParameterRule => ({
  takes: `a number from ${low} to ${high}`,
  holds: (value) => isNumber(value) && value >= low && value <= high,
});
const whole = (low: number, high = Number.MAX_SAFE_INTEGER): ParameterRule => ({
  takes: high === Number.MAX_SAFE_INTEGER ? `a whole number from ${low}` : `a whole number from ${low} to ${high}`,
  holds: (value) => isNumber(value) && Number.isInteger(value) && value >= low && value <= high,
});
const truth: ParameterRule = { takes: "true or false", holds: (value) => typeof value === "boolean" };
const text: ParameterRule = { takes: "a text", holds: (value) => typeof value === "string" };
const record: ParameterRule = {
  takes: "an object",
  holds: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
const list: ParameterRule = { takes: "a list", holds: Array.isArray };
const stop: ParameterRule = {
  takes: "a text, or a list of at most 4 texts",
  holds: (value) =>
    typeof value === "string" ||
    (Array.isArray(value) && value.length <= 4 && value.every((item) => typeof item === "string")),
};
const textOrRecord: ParameterRule = {
  takes: "a text or an object",
  holds: (value) => text.holds(value) || record.holds(value),
};
const effort: ParameterRule = {
  takes: "none, minimal, low, medium, high or xhigh",
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
): { readonly message: string; readonly hint: string } | undefined {
  const rule = RULES[also[name] ?? name];
  if (rule === undefined) {
    const similar = findSimilar(name, [...Object.keys(RULES), ...Object.keys(also)]);
    return {
      message: `there is no parameter ${name}.`,
      hint:
        `${similar === undefined ? "" : `Did you mean ${similar}? `}The parameters are ${Object.keys(RULES).join(", ")}. ` +
        "Write one that only your server knows into the file by hand.",
    };
  }
  if (value === null || value === undefined || rule.holds(value)) return undefined;
  return { message: `${name} is ${JSON.stringify(value)}.`, hint: `It takes ${rule.takes}; null removes it.` };
}
