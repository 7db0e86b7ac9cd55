import type { ModelConfiguration } from "../../../models/index.js";
import { JudgeEvaluator, type JudgeOptions } from "./judge-evaluator.js";

/**
 * How far the response is supported by the context; with a query, how far it also answers from it. 1 to 5, 5 is best.
 *
 * Which of the two rubrics is used depends on the row alone: `query` there or not.
 *
 * @example
 * await new GroundednessEvaluator(modelConfig).evaluate({ context: "Built in 1871.", response: "In 1871." });
 */
export class GroundednessEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(
      {
        key: "groundedness",
        rubric: (inputs) => (inputs["query"] === undefined ? "groundedness" : "groundedness-with-query"),
        requiredInputs: [["response", "context"]],
        optionalInputs: ["query"],
        takesConversations: true,
      },
      modelConfiguration,
      options,
    );
  }
}

/**
 * How well the response takes up the query. 1 to 5.
 *
 * @example
 * await new RelevanceEvaluator(modelConfig).evaluate({ query: "When was it built?", response: "In 1871." });
 */
export class RelevanceEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(simple("relevance", ["query", "response"]), modelConfiguration, options);
  }
}

/**
 * How well the parts of the response hang together. 1 to 5.
 *
 * @example
 * await new CoherenceEvaluator(modelConfig).evaluate({ query: "Who was she?", response: "A chemist. She won two prizes." });
 */
export class CoherenceEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(simple("coherence", ["query", "response"]), modelConfiguration, options);
  }
}

/**
 * How well the response is written. 1 to 5.
 *
 * @example
 * await new FluencyEvaluator(modelConfig).evaluate({ response: "It was built in 1871." });
 */
export class FluencyEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(simple("fluency", ["response"]), modelConfiguration, options);
  }
}

/**
 * How far the response says the same as the ground truth. 1 to 5.
 *
 * @example
 * const row = { query: "When was it built?", response: "In 1871.", ground_truth: "It was built in 1871." };
 * await new SimilarityEvaluator(modelConfig).evaluate(row);
 */
export class SimilarityEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(simple("similarity", ["query", "response", "ground_truth"], false), modelConfiguration, options);
  }
}

/**
 * How well the retrieved context serves the query. 1 to 5.
 *
 * @example
 * await new RetrievalEvaluator(modelConfig).evaluate({ query: "When was it built?", context: "Built in 1871." });
 */
export class RetrievalEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(simple("retrieval", ["query", "context"]), modelConfiguration, options);
  }
}

/**
 * How many of the ground truth's statements the response makes. 1 to 5.
 *
 * @example
 * const row = { response: "In 1871.", ground_truth: "In 1871, by two brothers." };
 * await new ResponseCompletenessEvaluator(modelConfig).evaluate(row);
 */
export class ResponseCompletenessEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(simple("response_completeness", ["response", "ground_truth"], false), modelConfiguration, options);
  }
}

/**
 * How well the assistant found out and settled what the person wants. 1 to 5.
 *
 * @example
 * const row = { query: "Are you open on Sunday?", response: "Yes, from ten to five." };
 * await new IntentResolutionEvaluator(modelConfig).evaluate(row);
 */
export class IntentResolutionEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(agentic("intent_resolution", ["query", "response"]), modelConfiguration, options);
  }
}

/**
 * How far the assistant kept to its instructions and task. 1 to 5, as in releases up to 1.10.
 *
 * @example
 * const row = { query: "Name one painter, no more.", response: "Berthe Morisot." };
 * await new TaskAdherenceEvaluator(modelConfig).evaluate(row);
 */
export class TaskAdherenceEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    super(agentic("task_adherence", ["query", "response"]), modelConfiguration, options);
  }
}

/**
 * How right the assistant's tool calls were. 1 to 5.
 *
 * @example
 * await new ToolCallAccuracyEvaluator(modelConfig).evaluate({
 *   query: "Are you open on Sunday?",
 *   tool_calls: [{ name: "opening_hours", arguments: { day: "Sunday" } }],
 *   tool_definitions: [{ name: "opening_hours", parameters: { day: "string" } }],
 * });
 */
export class ToolCallAccuracyEvaluator extends JudgeEvaluator {
  constructor(modelConfiguration: ModelConfiguration, options: JudgeOptions = {}) {
    const inputs = ["query", "tool_calls", "tool_definitions"];
    super(simple("tool_call_accuracy", inputs, false), modelConfiguration, options);
  }
}

function simple(key: string, inputs: readonly string[], takesConversations = true) {
  return { key, rubric: () => key.replaceAll("_", "-"), requiredInputs: [inputs], takesConversations };
}

function agentic(key: string, inputs: readonly string[]) {
  return { ...simple(key, inputs, false), optionalInputs: ["tool_definitions"] };
}
