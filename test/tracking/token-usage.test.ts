import { describe, expect, it } from "vitest";
import type { TrackedSpan, TrackedTrace } from "../../src/core/index.js";
import { usageOfSpan, usageOfTrace } from "../../src/tracking/token-usage.js";
import { fromTracesJson, traceMetadata, tracesJson } from "../../src/tracking/trace-format.js";

const span = (spanId: string, parentId: string | null, spanType: string, usage?: unknown): TrackedSpan => ({
  spanId: spanId.repeat(16),
  parentId: parentId === null ? null : parentId.repeat(16),
  name: "Completions",
  spanType,
  inputs: null,
  outputs: usage === undefined ? "text" : { choices: [], usage },
  status: "OK",
  startTimeNs: 1n,
  endTimeNs: 2n,
  attributes: { "mlflow.llm.model": "m" },
});
const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
const trace = (spans: readonly TrackedSpan[]): TrackedTrace => ({
  traceId: `tr-${"0".repeat(32)}`,
  requestTime: 0,
  executionDuration: 1,
  state: "OK",
  request: "q",
  response: "a",
  spans,
  assessments: [],
});

describe("tokens of a trace", () => {
  it("are summed over the model calls, and a call inside a counted one is part of it", () => {
    const spans = [
      span("1", null, "CHAIN", { prompt_tokens: 99, completion_tokens: 99 }),
      span("2", "1", "CHAT_MODEL", usage),
      span("3", "2", "LLM", usage),
      span("4", "1", "CHAT_MODEL", { prompt_tokens: 5, completion_tokens: 1 }),
      span("5", "1", "CHAT_MODEL"),
    ];
    expect(usageOfTrace(trace(spans))).toEqual({ input_tokens: 17, output_tokens: 4, total_tokens: 21 });
    expect(traceMetadata(trace(spans), { runId: "r" })["mlflow.trace.tokenUsage"]).toBe(
      '{"input_tokens":17,"output_tokens":4,"total_tokens":21}',
    );
  });

  it.each([
    ["a text", "CHAT_MODEL", undefined],
    ["no usage", "CHAT_MODEL", null],
    ["a usage of texts", "CHAT_MODEL", { prompt_tokens: "12" }],
  ])("are not there where a call answers with %s", (_, type, said) => {
    expect(usageOfSpan(span("1", null, type, said))).toBeUndefined();
    expect(traceMetadata(trace([span("1", null, type, said)]), { runId: "r" })).not.toHaveProperty(
      "mlflow.trace.tokenUsage",
    );
  });

  it("stand in the span's attributes, and are read back as part of the outputs alone", () => {
    const written = tracesJson(trace([span("2", null, "CHAT_MODEL", usage)]));
    const { attributes } = (JSON.parse(written) as { spans: { attributes: Record<string, string> }[] }).spans[0]!;
    expect(attributes["mlflow.chat.tokenUsage"]).toBe('{"input_tokens":12,"output_tokens":3,"total_tokens":15}');
    expect(fromTracesJson(written)[0]!.attributes).toEqual({ "mlflow.llm.model": "m" });
    expect(tracesJson(trace(fromTracesJson(written)))).toBe(written);
  });
});
