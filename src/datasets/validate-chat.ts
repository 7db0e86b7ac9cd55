import { toJsonText } from "../core/index.js";

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
    report("error", "data_type", `The line is ${nameOf(example)}, not a JSON object with "messages".`);
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
    report(
      "error",
      "special_token_in_text",
      `The text holds ${token}, a token that steers a model; providers fail a job for it.`,
    );
  }
  if (texts.some((text) => /\p{Surrogate}/u.test(text))) {
    report(
      "error",
      "broken_character",
      "The text holds half a character (a \\u escape of a surrogate without the other).",
    );
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
    const at = `Message ${index + 1}`;
    if (!isDictionary(message)) {
      report("error", "message_missing_key", `${at} is ${nameOf(message)}, not an object.`);
      continue;
    }
    if (!("role" in message) || !("content" in message)) {
      report("error", "message_missing_key", `${at} lacks "role" or "content".`);
    }
    const unknown = Object.keys(message).filter((key) => !COOKBOOK_KEYS.includes(key));
    if (unknown.length > 0)
      report("error", "message_unrecognized_key", `${at} has unknown keys: ${unknown.join(", ")}.`);
    if (!COOKBOOK_ROLES.includes(message["role"] as string)) {
      report("error", "unrecognized_role", `${at} has the role ${toJsonText(message["role"])}.`);
    }
    const content = message["content"];
    if ((!content && !message["function_call"]) || typeof content !== "string") {
      report("error", "missing_content", `${at} has no text.`);
    }
  }
  if (!messages.some((message) => isDictionary(message) && message["role"] === "assistant")) {
    report(
      "error",
      "example_missing_assistant_message",
      "No message is the assistant's, so there is nothing to learn.",
    );
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
  checkKeys(example, EXAMPLE_KEYS, "", report);
  checkMessages(messages, "Message", report);
  const roles = messages.map((message: unknown) => (isDictionary(message) ? message["role"] : undefined));
  if (!roles.includes("assistant")) {
    report(
      "error",
      "example_missing_assistant_message",
      "No message is the assistant's, so there is nothing to learn.",
    );
  } else if (roles.at(-1) !== "assistant") {
    report(
      "error",
      "last_message_not_assistant",
      `The last message must be the assistant's, it is ${String(roles.at(-1))}'s.`,
    );
  } else if (
    (messages as readonly unknown[]).every(
      (message) => !isDictionary(message) || message["role"] !== "assistant" || message["weight"] === 0,
    )
  ) {
    report("error", "no_weighted_message", "Every assistant message has weight 0, so there is nothing to learn.");
  }
  if (!roles.includes("user")) report("warning", "example_missing_user_message", "No message is the user's.");
  if (!roles.includes("system") && !roles.includes("developer")) {
    report("warning", "example_missing_system_message", "There is no system message.");
  }
}

function checkKeys(value: Dictionary, known: readonly string[], where: string, report: Report): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) report("error", "example_unrecognized_key", `Unknown keys${where}: ${unknown.join(", ")}.`);
}

const PREFERENCE_KEYS = ["input", "preferred_output", "non_preferred_output"];
const INPUT_KEYS = ["messages", "tools", "parallel_tool_calls"];

function checkPreference(example: Dictionary, report: Report): void {
  const input = example["input"];
  checkKeys(example, PREFERENCE_KEYS, "", report);
  if (isDictionary(input)) checkKeys(input, INPUT_KEYS, " in input", report);
  const inputMessages = isDictionary(input) ? input["messages"] : undefined;
  if (!Array.isArray(inputMessages) || inputMessages.length === 0) {
    report("error", "missing_messages_list", 'A preference line needs "input": {"messages": […]} with the prompt.');
  } else {
    checkMessages(inputMessages, "Input message", report);
  }
  for (const key of ["preferred_output", "non_preferred_output"]) {
    const output = example[key];
    if (!Array.isArray(output) || output.length === 0) {
      report("error", "missing_output", `"${key}" must be a list with the assistant's message.`);
      continue;
    }
    checkMessages(output, `${key} message`, report);
    const roles = output.map((message: unknown) => (isDictionary(message) ? message["role"] : undefined));
    if (!roles.includes("assistant")) {
      report("error", "example_missing_assistant_message", `"${key}" has no message of the assistant.`);
    }
    if (roles.some((role) => role !== "assistant" && role !== "tool")) {
      report("error", "unrecognized_role", `"${key}" may hold messages of assistant and tool only.`);
    }
    if (output.length > 1 && roles.every((role) => role === "assistant")) {
      report("error", "several_outputs", `"${key}" has ${output.length} messages of the assistant in a row, not one.`);
    }
  }
}

function checkMessages(messages: readonly unknown[], label: string, report: Report): void {
  for (const [index, message] of messages.entries()) {
    const at = `${label} ${index + 1}`;
    if (!isDictionary(message)) {
      report("error", "message_missing_key", `${at} is ${nameOf(message)}, not an object with role and content.`);
      continue;
    }
    // A null is as if absent: `model_dump()` of OpenAI's Python library writes one for all that a message does not have.
    const { role, content } = message;
    const weight = message["weight"] ?? undefined;
    if (!ROLES.includes(role as string)) {
      const hint = role === undefined ? "has no role" : `has the role ${toJsonText(role)}`;
      report("error", "unrecognized_role", `${at} ${hint}; there are ${ROLES.slice(0, 5).join(", ")}.`);
    }
    const unknown = Object.keys(message).filter((key) => !MESSAGE_KEYS.includes(key));
    if (unknown.length > 0)
      report("error", "message_unrecognized_key", `${at} has unknown keys: ${unknown.join(", ")}.`);
    const calls = message["tool_calls"] ?? message["function_call"] ?? undefined;
    if (calls !== undefined && !isCall(message)) {
      report("error", "invalid_tool_calls", `${at} has tool_calls without a call; leave them out where there is none.`);
    } else if (calls !== undefined && role !== "assistant") {
      report("error", "tool_calls_outside_assistant", `${at} calls tools, which only the assistant does.`);
    }
    if (role === "tool" && typeof message["tool_call_id"] !== "string") {
      report("error", "message_missing_key", `${at} is a tool's answer without "tool_call_id".`);
    }
    if ((message["name"] ?? undefined) !== undefined && typeof message["name"] !== "string") {
      report("error", "invalid_name", `${at} has ${nameOf(message["name"])} as name.`);
    }
    if (!hasText(content) && !(role === "assistant" && calls !== undefined && !content)) {
      report("error", "missing_content", `${at} has no text.`);
    }
    if (weight !== undefined && (role !== "assistant" || (weight !== 0 && weight !== 1))) {
      report(
        "error",
        "invalid_weight",
        `${at} has weight ${toJsonText(weight)}; an assistant's message may have 0 or 1.`,
      );
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
    return 'The line has "query" and "response", as the simulator writes them; convert it with toChatFineTuning() first.';
  }
  if ("prompt" in example && "completion" in example) {
    return 'The line has "prompt" and "completion", the format of retired models; chat models need "messages".';
  }
  if ("input" in example && "preferred_output" in example) {
    return 'The line is a preference pair; create the job with method dpo, or give "messages".';
  }
  return '"messages" is missing, empty or not a list.';
}

function isDictionary(value: unknown): value is Dictionary {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "a text" : `a ${typeof value}`;
}
