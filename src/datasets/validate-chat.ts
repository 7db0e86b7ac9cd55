import { toJsonText } from "../core/index.js";
import { say } from "../texts/index.js";

/** Something about a dataset that a provider refuses (`error`) or that deserves a look (`warning`). */
export interface DatasetProblem {
  /** Line in the file, from 1; missing when the problem is about the whole file. */
  readonly line?: number;
  readonly severity: "error" | "warning";
  /** Stable name; the cookbook's own where it has one, for example `missing_messages_list`. */
  readonly code: string;
  readonly message: string;
}

/**
 * Which rules apply: the checks of OpenAI's cookbook as they stand (they refuse tool calls and images), or what
 * providers accept today.
 */
export type ChatFormatMode = "current" | "cookbook";

/** Training method whose lines are expected. */
export type ChatMethod = "supervised" | "dpo";

type Dictionary = Readonly<Record<string, unknown>>;
type Report = (severity: DatasetProblem["severity"], code: string, message: string) => void;

/**
 * Checks one line of a chat dataset and returns what is wrong with it, in the order in which a reader meets it.
 *
 * Sources: openai-cookbook `examples/Chat_finetuning_data_prep.ipynb` ("cookbook"); the data rules of OpenAI's and
 * Azure's fine-tuning guides ("current").
 *
 * @example
 * validateChatExample({ messages: [] }, { line: 7 })[0]?.code; // "missing_messages_list"
 */
export function validateChatExample(
  example: unknown,
  options: { readonly line?: number; readonly mode?: ChatFormatMode; readonly method?: ChatMethod } = {},
): DatasetProblem[] {
  const { line, mode = "current", method = "supervised" } = options;
  const problems: DatasetProblem[] = [];
  const report: Report = (severity, code, message) =>
    problems.push({ ...(line === undefined ? {} : { line }), severity, code, message });
  const errorsBefore = (): boolean => problems.some(({ severity }) => severity === "error");
  if (!isDictionary(example)) {
    report("error", "data_type", say("data.notObject", { what: nameOf(example) }));
  } else if (mode === "cookbook") {
    checkAsCookbook(example, report);
  } else if (method === "dpo") {
    checkPreference(example, report);
  } else {
    checkSupervised(example, report);
  }
  if (mode === "current" && !errorsBefore()) checkCharacters(example, report);
  return problems;
}

/**
 * Tokens that OpenAI fails a job for when a text holds them ("Example 6174 message contains an invalid token:
 * <|fim_suffix|>", reported for a model of 2025): those that tiktoken names for cl100k_base and o200k_base.
 */
const INVALID_TOKENS = ["<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|endofprompt|>"];

function checkCharacters(example: unknown, report: Report): void {
  const texts = textsIn(example);
  const token = INVALID_TOKENS.find((candidate) => texts.some((text) => text.includes(candidate)));
  if (token !== undefined) {
    report("error", "special_token_in_text", say("data.token", { token }));
  }
  if (texts.some((text) => /\p{Surrogate}/u.test(text))) {
    report("error", "broken_character", say("data.surrogate"));
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

const COOKBOOK_KEYS = ["role", "content", "name", "function_call", "weight"];
const COOKBOOK_ROLES = ["system", "user", "assistant", "function"];

function checkAsCookbook(example: Dictionary, report: Report): void {
  const messages = example["messages"];
  if (!Array.isArray(messages) || messages.length === 0) {
    report("error", "missing_messages_list", missingMessages(example));
    return;
  }
  for (const [index, message] of (messages as readonly unknown[]).entries()) {
    const at = say("data.messageAt", { place: index + 1 });
    if (!isDictionary(message)) {
      report("error", "message_missing_key", say("data.messageNotObject", { at, what: nameOf(message) }));
      continue;
    }
    if (!("role" in message) || !("content" in message)) {
      report("error", "message_missing_key", say("data.lacksRole", { at }));
    }
    const unknown = Object.keys(message).filter((key) => !COOKBOOK_KEYS.includes(key));
    if (unknown.length > 0)
      report("error", "message_unrecognized_key", say("data.unknownKeysOf", { at, keys: unknown.join(", ") }));
    if (!COOKBOOK_ROLES.includes(message["role"] as string)) {
      report("error", "unrecognized_role", say("data.roleIs", { at, role: toJsonText(message["role"]) }));
    }
    const content = message["content"];
    if ((!content && !message["function_call"]) || typeof content !== "string") {
      report("error", "missing_content", say("data.noText", { at }));
    }
  }
  if (!messages.some((message) => isDictionary(message) && message["role"] === "assistant")) {
    report("error", "example_missing_assistant_message", say("data.noAssistant"));
  }
}

const ROLES = ["system", "developer", "user", "assistant", "tool", "function"];
const MESSAGE_KEYS = [
  "role",
  "content",
  "name",
  "weight",
  "tool_calls",
  "tool_call_id",
  "function_call",
  "refusal",
  "audio",
];
const EXAMPLE_KEYS = ["messages", "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call"];

function checkSupervised(example: Dictionary, report: Report): void {
  const messages = example["messages"];
  if (!Array.isArray(messages) || messages.length === 0) {
    report("error", "missing_messages_list", missingMessages(example));
    return;
  }
  checkKeys(example, EXAMPLE_KEYS, "data.unknownKeys", report);
  checkMessages(messages, (place) => say("data.messageAt", { place }), report);
  const roles = messages.map((message: unknown) => (isDictionary(message) ? message["role"] : undefined));
  if (!roles.includes("assistant")) {
    report("error", "example_missing_assistant_message", say("data.noAssistant"));
  } else if (roles.at(-1) !== "assistant") {
    report("error", "last_message_not_assistant", say("data.lastRole", { role: String(roles.at(-1)) }));
  } else if (
    (messages as readonly unknown[]).every(
      (message) => !isDictionary(message) || message["role"] !== "assistant" || message["weight"] === 0,
    )
  ) {
    report("error", "no_weighted_message", say("data.noWeight"));
  }
  if (!roles.includes("user")) report("warning", "example_missing_user_message", say("data.noUser"));
  if (!roles.includes("system") && !roles.includes("developer")) {
    report("warning", "example_missing_system_message", say("data.noSystem"));
  }
}

function checkKeys(
  value: Dictionary,
  known: readonly string[],
  said: "data.unknownKeys" | "data.unknownInputKeys",
  report: Report,
): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) report("error", "example_unrecognized_key", say(said, { keys: unknown.join(", ") }));
}

const PREFERENCE_KEYS = ["input", "preferred_output", "non_preferred_output"];
const INPUT_KEYS = ["messages", "tools", "parallel_tool_calls"];

function checkPreference(example: Dictionary, report: Report): void {
  const input = example["input"];
  checkKeys(example, PREFERENCE_KEYS, "data.unknownKeys", report);
  if (isDictionary(input)) checkKeys(input, INPUT_KEYS, "data.unknownInputKeys", report);
  const inputMessages = isDictionary(input) ? input["messages"] : undefined;
  if (!Array.isArray(inputMessages) || inputMessages.length === 0) {
    report("error", "missing_messages_list", say("data.preferenceInput", { example: '{"messages": […]}' }));
  } else {
    checkMessages(inputMessages, (place) => say("data.inputMessageAt", { place }), report);
  }
  for (const key of ["preferred_output", "non_preferred_output"]) {
    const output = example[key];
    if (!Array.isArray(output) || output.length === 0) {
      report("error", "missing_output", say("data.outputList", { key }));
      continue;
    }
    checkMessages(output, (place) => say("data.outputMessageAt", { key, place }), report);
    const roles = output.map((message: unknown) => (isDictionary(message) ? message["role"] : undefined));
    if (!roles.includes("assistant")) {
      report("error", "example_missing_assistant_message", say("data.outputNoAssistant", { key }));
    }
    if (roles.some((role) => role !== "assistant" && role !== "tool")) {
      report("error", "unrecognized_role", say("data.outputRoles", { key }));
    }
    if (output.length > 1 && roles.every((role) => role === "assistant")) {
      report("error", "several_outputs", say("data.outputSeveral", { key, n: output.length }));
    }
  }
}

function checkMessages(messages: readonly unknown[], nameAt: (place: number) => string, report: Report): void {
  for (const [index, message] of messages.entries()) {
    const at = nameAt(index + 1);
    if (!isDictionary(message)) {
      report("error", "message_missing_key", say("data.messageNotRole", { at, what: nameOf(message) }));
      continue;
    }
    // A null is as if absent: `model_dump()` of OpenAI's Python library writes one for all that a message does not have.
    const { role, content } = message;
    const weight = message["weight"] ?? undefined;
    if (!ROLES.includes(role as string)) {
      const roles = ROLES.slice(0, 5).join(", ");
      const said =
        role === undefined
          ? say("data.roleMissing", { at, roles })
          : say("data.roleUnknown", { at, role: toJsonText(role), roles });
      report("error", "unrecognized_role", said);
    }
    const unknown = Object.keys(message).filter((key) => !MESSAGE_KEYS.includes(key));
    if (unknown.length > 0)
      report("error", "message_unrecognized_key", say("data.unknownKeysOf", { at, keys: unknown.join(", ") }));
    const calls = message["tool_calls"] ?? message["function_call"] ?? undefined;
    if (calls !== undefined && !isCall(message)) {
      report("error", "invalid_tool_calls", say("data.noCall", { at }));
    } else if (calls !== undefined && role !== "assistant") {
      report("error", "tool_calls_outside_assistant", say("data.toolCalls", { at }));
    }
    if (role === "tool" && typeof message["tool_call_id"] !== "string") {
      report("error", "message_missing_key", say("data.toolAnswer", { at }));
    }
    if ((message["name"] ?? undefined) !== undefined && typeof message["name"] !== "string") {
      report("error", "invalid_name", say("data.nameIs", { at, what: nameOf(message["name"]) }));
    }
    if (!hasText(content) && !(role === "assistant" && calls !== undefined && !content)) {
      report("error", "missing_content", say("data.noText", { at }));
    }
    if (weight !== undefined && (role !== "assistant" || (weight !== 0 && weight !== 1))) {
      report("error", "invalid_weight", say("data.weight", { at, weight: toJsonText(weight) }));
    }
  }
}

/** The providers refuse an empty list too: "Expected an array with minimum length 1". */
function isCall({ tool_calls: calls, function_call: call }: Dictionary): boolean {
  const isList = Array.isArray(calls) && calls.length > 0 && calls.every(isDictionary);
  return (calls ?? undefined) === undefined ? isDictionary(call) : isList;
}

function hasText(content: unknown): boolean {
  if (typeof content === "string") return content !== "";
  return Array.isArray(content) && content.length > 0 && content.every(isPart);
}

/** Parts of a message that providers train on: texts, and images for models that see. */
function isPart(part: unknown): boolean {
  if (!isDictionary(part)) return false;
  const { type, text, image_url: image, refusal } = part;
  if (type === "text") return typeof text === "string" && text !== "";
  if (type === "refusal") return typeof refusal === "string";
  return type === "image_url" && isDictionary(image) && typeof image["url"] === "string";
}

function missingMessages(example: Dictionary): string {
  if ("query" in example && "response" in example) {
    return say("data.queryResponse");
  }
  if ("prompt" in example && "completion" in example) {
    return say("data.promptCompletion");
  }
  if ("input" in example && "preferred_output" in example) {
    return say("data.preferencePair");
  }
  return say("data.messagesMissing");
}

function isDictionary(value: unknown): value is Dictionary {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return say("data.aList");
  return typeof value === "string" ? say("data.aText") : say("data.a", { type: typeof value });
}
