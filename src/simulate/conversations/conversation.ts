/** One turn of a simulated conversation. */
export interface SimulatedMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
  /** What the callback answered from, as it gave it; `null` when it gave none. */
  readonly context: unknown;
}

/** What a conversation was made from. */
export interface ConversationContext {
  readonly task: string | null;
  /** Answer that the generated question came with; only the first question has one. */
  readonly expected_response: string | null;
  readonly query: string | null;
  readonly original_text: string | null;
  /** How the question was made. */
  readonly strategy: "prompt" | "sentences" | "given";
}

/** A conversation as plain data, in azure-ai-evaluation's layout. */
export interface ConversationJson {
  readonly messages: readonly SimulatedMessage[];
  readonly finish_reason: readonly string[];
  readonly context: Partial<ConversationContext>;
  readonly $schema: string;
}

/** A line of evaluation data; a type, not an interface, so that it counts as a row of named columns. */
export type QueryResponse = {
  readonly query: string;
  readonly response: string;
  readonly context?: string;
  readonly ground_truth?: string;
};

const SCHEMA = "http://azureml/sdk-2-0/ChatConversation.json";

/**
 * A simulated conversation between a generated user and the application.
 *
 * @example
 * for (const conversation of await simulator.simulate({ target, text })) lines += conversation.toEvalQrJsonLines();
 */
export class SimulatedConversation {
  readonly messages: readonly SimulatedMessage[];
  readonly context: Partial<ConversationContext>;
  /** `stop`, or `error` when a later turn failed and the finished ones were kept. */
  readonly finishReason: string;

  constructor(messages: readonly SimulatedMessage[], context: Partial<ConversationContext>, finishReason = "stop") {
    this.messages = messages;
    this.context = context;
    this.finishReason = finishReason;
  }

  /**
   * The pairs of question and answer. The context is what the callback answered from, else the text that the question
   * was made from, so that groundedness can always be judged.
   *
   * @example
   * conversation.toQueryResponses()[0]; // { query: "Who …?", response: "…", context: "…" }
   */
  toQueryResponses(options: { readonly groundTruth?: boolean } = {}): QueryResponse[] {
    const { expected_response: expected, query: first, original_text: text } = this.context;
    return this.#pairs().map(([user, assistant]) => {
      const own = toText(assistant.context) || toText(user.context);
      const context = own === "" ? (text ?? "") : own;
      const withTruth = options.groundTruth === true && user.content === first && typeof expected === "string";
      return {
        query: user.content,
        response: assistant.content,
        ...(context === "" ? {} : { context }),
        ...(withTruth ? { ground_truth: expected } : {}),
      };
    });
  }

  /**
   * One line of JSON per question and answer: `query`, `response` and `context`, as evaluators read them.
   *
   * @param options.groundTruth adds the expected answer as `ground_truth` to the line of the generated question
   */
  toEvalQrJsonLines(options: { readonly groundTruth?: boolean } = {}): string {
    return this.toQueryResponses(options)
      .map((pair) => `${JSON.stringify(pair)}\n`)
      .join("");
  }

  /** The whole conversation as plain data; `JSON.stringify` uses it too. */
  toJSON(): ConversationJson {
    return { messages: this.messages, finish_reason: [this.finishReason], context: this.context, $schema: SCHEMA };
  }

  /** The whole conversation as one line of JSON. */
  toJson(): string {
    return JSON.stringify(this.toJSON());
  }

  /**
   * A training example in chat fine-tuning format, or `undefined` for a conversation without an answer.
   *
   * Evaluation lines cannot be trained on: fine-tuning wants `{"messages": [{"role", "content"}, …]}`.
   *
   * @example
   * conversation.toChatFineTuning({ system: "You are a museum guide." });
   */
  toChatFineTuning(options: ChatFineTuningOptions = {}): ChatFineTuningExample | undefined {
    const pairs = this.#pairs().filter(([, assistant]) => assistant.content.trim() !== "");
    if (pairs.length === 0) return undefined;
    const system = options.system === undefined ? [] : [{ role: "system" as const, content: options.system }];
    const turns = pairs.flatMap(([user, assistant]) => [
      { role: "user" as const, content: user.content },
      { role: "assistant" as const, content: assistant.content },
    ]);
    return { messages: [...system, ...turns] };
  }

  #pairs(): (readonly [SimulatedMessage, SimulatedMessage])[] {
    return this.messages.flatMap((message, i) => {
      const next = this.messages[i + 1];
      return message.role === "user" && next?.role === "assistant" ? [[message, next] as const] : [];
    });
  }
}

/** Options of `toChatFineTuning`. */
export interface ChatFineTuningOptions {
  /** Text of a system message put first. @default none */
  readonly system?: string;
}

/** A training example as OpenAI's chat fine-tuning takes it. */
export interface ChatFineTuningExample {
  readonly messages: readonly { readonly role: "system" | "user" | "assistant"; readonly content: string }[];
}

/** Reads a conversation back from {@link SimulatedConversation.toJSON}. */
export function conversationFromJson(value: ConversationJson): SimulatedConversation {
  return new SimulatedConversation(value.messages, value.context, value.finish_reason[0] ?? "stop");
}

function toText(context: unknown): string {
  if (context === null || context === undefined) return "";
  return typeof context === "string" ? context : JSON.stringify(context);
}
