import type { TrackedSpan, TrackedTrace } from "../core/index.js";

/** Tokens in MLflow's words. */
export interface TokenUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

/**
 * Tokens of a span that is a model's call, read from the `usage` of its answer as the chat completions API gives it;
 * `undefined` where the answer says none.
 *
 * @example
 * usageOfSpan(span); // { input_tokens: 12, output_tokens: 3, total_tokens: 15 }
 */
export function usageOfSpan({ spanType, outputs }: Pick<TrackedSpan, "spanType" | "outputs">): TokenUsage | undefined {
  if (spanType !== "CHAT_MODEL" && spanType !== "LLM") return undefined;
  const { usage } = (outputs ?? {}) as { readonly usage?: Readonly<Record<string, unknown>> | null };
  const input = usage?.["prompt_tokens"];
  const output = usage?.["completion_tokens"] ?? 0;
  if (typeof input !== "number" || typeof output !== "number") return undefined;
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}

/**
 * Tokens of all model calls of a trace; a call inside another one that has a count is part of that count, as in MLflow.
 * `undefined` where no call says any.
 */
export function usageOfTrace({ spans }: Pick<TrackedTrace, "spans">): TokenUsage | undefined {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const isInsideCounted = (span: TrackedSpan): boolean => {
    const parent = span.parentId === null ? undefined : byId.get(span.parentId);
    return parent !== undefined && (usageOfSpan(parent) !== undefined || isInsideCounted(parent));
  };
  const counted = spans.flatMap((span) => (isInsideCounted(span) ? [] : (usageOfSpan(span) ?? [])));
  if (counted.length === 0) return undefined;
  const sum = (name: keyof TokenUsage): number => counted.reduce((total, usage) => total + usage[name], 0);
  return { input_tokens: sum("input_tokens"), output_tokens: sum("output_tokens"), total_tokens: sum("total_tokens") };
}
