import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { DataFrame } from "danfojs-node";
import { checkOneOf, JUPYTER_DISPLAY, toJsonText, type MimeData } from "../core/index.js";
import { table } from "../display/index.js";
import {
  encodingNameForModel,
  getEncoding,
  numAssistantTokensFromMessages,
  numTokensFromMessages,
  trainingContextOf,
  type EncodingName,
} from "../tokens/index.js";
import { toDataFrame, type Row } from "./frames/data-frame.js";
import { streamJsonl } from "./read-jsonl.js";
import { validateChatExample, type ChatFormatMode, type ChatMethod, type DatasetProblem } from "./validate-chat.js";
import { mapVolumePath } from "./volumes.js";
import { say } from "../texts/index.js";

/** One message of a chat example. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly name?: string;
  /** 0 leaves an assistant's message out of the loss. */
  readonly weight?: number;
  readonly tool_calls?: readonly unknown[];
  readonly tool_call_id?: string;
}

/** One training example: a conversation. */
export interface ChatExample {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly unknown[];
}

/** Options of {@link readChatDataset}. */
export interface ReadChatOptions {
  /** Rules to check against. @default "current" */
  readonly mode?: ChatFormatMode;
  /** Base model, which decides encoding and longest example. @default o200k_base and 65,536 tokens */
  readonly model?: string;
  /** Encoding to count with. @default the model's */
  readonly encoding?: EncodingName;
  /** Method whose lines are expected. @default "supervised" */
  readonly method?: ChatMethod;
  /** Whether the embedded service is to train on it, which cuts at 2,048 tokens. @default whether openLab chose it */
  readonly embedded?: boolean;
}

const MIN_EXAMPLES = 10;
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * A chat dataset as read: the examples, the same as a DataFrame, and what is wrong with the file.
 *
 * @example
 * (await readChatDataset("training_set.jsonl")).errors.length; // 0
 */
export class ChatDataset {
  #built: DataFrame | undefined;
  readonly #lines: readonly number[];

  constructor(
    readonly path: string,
    /** The examples without an error, in the order of the file. */
    readonly examples: readonly ChatExample[],
    readonly problems: readonly DatasetProblem[],
    /** Tokens of each example, counted as {@link numTokensFromMessages}. */
    readonly tokens: readonly number[],
    /** Tokens of what the assistant says in each example. */
    readonly assistantTokens: readonly number[],
    readonly encoding: EncodingName,
    /** Longest example that the model trains on, in tokens. */
    readonly trainingContextTokens: number,
    lines: readonly number[],
  ) {
    this.#lines = lines;
  }

  /** The examples as a table: line, number of messages, first text of each role, tokens. Made on first use. */
  get frame(): DataFrame {
    return (this.#built ??= toDataFrame(this.#rows(), {
      columns: COLUMNS,
      caption: say("data.examplesOf", { path: this.path }),
    }));
  }

  /** Problems that a provider would refuse the file for. */
  get errors(): readonly DatasetProblem[] {
    return this.problems.filter(({ severity }) => severity === "error");
  }

  toString(): string {
    const { errors, problems } = this;
    const total = this.tokens.reduce((sum, count) => sum + count, 0);
    const verdict =
      problems.length === 0
        ? say("data.noProblems")
        : `${say("data.errors", { n: errors.length })}, ${say("data.warnings", { n: problems.length - errors.length })}`;
    return say("data.summary", {
      path: this.path,
      examples: say("data.examples", { n: this.examples.length }),
      tokens: String(total),
      encoding: this.encoding,
      verdict,
    });
  }

  [JUPYTER_DISPLAY](): MimeData {
    const examples = table(this.#rows(), { caption: this.toString(), maxRows: 10 });
    if (this.problems.length === 0) return examples.toBundle().data;
    const problems = table(
      this.problems.map(({ line = null, severity, code, message }) => ({
        [say("data.line")]: line,
        [say("data.severity")]: say(`data.${severity}`),
        [say("data.code")]: code,
        [say("data.message")]: message,
      })),
      { caption: say("data.problemsOf", { path: this.path }), maxRows: 20 },
    );
    return {
      "text/html": problems.toHtml() + examples.toHtml(),
      "text/plain": `${problems.toString()}\n\n${examples.toString()}`,
    };
  }

  #rows(): Row[] {
    return this.examples.map((example, index) => ({
      line: this.#lines[index],
      messages: example.messages.length,
      system: firstText(example, "system") ?? firstText(example, "developer"),
      user: firstText(example, "user"),
      assistant: firstText(example, "assistant"),
      tokens: this.tokens[index],
      assistant_tokens: this.assistantTokens[index],
    }));
  }
}

const COLUMNS = ["line", "messages", "system", "user", "assistant", "tokens", "assistant_tokens"];

/**
 * Reads a chat dataset (JSONL) and checks it: examples, a DataFrame, and problems with line numbers.
 *
 * Lines with an error are left out of `examples`; a warning keeps them in. Problems of the whole file (too few
 * examples, too large) carry no line. Throws what {@link readLines} throws; broken data never throws.
 *
 * @example
 * const { examples, frame, problems } = await readChatDataset("notebooks/data/training_set.jsonl");
 */
export async function readChatDataset(path: string, options: ReadChatOptions = {}): Promise<ChatDataset> {
  const { mode = "current", method = "supervised", model } = options;
  checkOneOf("mode", mode, ["current", "cookbook"]);
  checkOneOf("method", method, ["supervised", "dpo"]);
  const encodingName = options.encoding ?? tryEncodingName(model) ?? "o200k_base";
  const encoding = getEncoding(encodingName);
  const { embedded = Boolean(process.env["TUNELAB_EMBEDDED"]) } = options;
  const limit = trainingContextOf(model, { embedded });
  const special = Object.keys(encoding.specialTokens);

  const examples: ChatExample[] = [];
  const lines: number[] = [];
  const tokens: number[] = [];
  const assistantTokens: number[] = [];
  const problems: DatasetProblem[] = [];
  const firstLineOf = new Map<string, number>();

  for await (const entry of streamJsonl(path)) {
    const { line } = entry;
    if ("error" in entry) {
      const code = entry.undecoded === undefined ? "invalid_json" : "not_utf8";
      problems.push({ line, severity: "error", code, message: entry.error });
      continue;
    }
    const found = validateChatExample(entry.value, { line, mode, method });
    problems.push(...found);
    if (found.some(({ severity }) => severity === "error")) continue;
    const warn = (code: string, message: string): void =>
      void problems.push({ line, severity: "warning", code, message });
    const example = asChatExample(entry.value, method);
    const text = toJsonText(entry.value);
    const key = text.length <= 100 ? text : createHash("sha1").update(text).digest("base64");
    const earlier = firstLineOf.get(key);
    if (earlier === undefined) firstLineOf.set(key, line);
    else warn("duplicate_example", say("data.duplicate", { line: earlier }));
    const token = special.find((candidate) => text.includes(candidate));
    if (mode === "cookbook" && token !== undefined) {
      warn("special_token_in_text", say("data.cookbookToken", { token }));
    }
    const count = numTokensFromMessages(example.messages, { encoding, specialTokensAsText: true });
    if (count > limit && embedded) {
      // Said before the upload: here so little is kept that its answer may not be part of it.
      const message = say("data.tooLongHere", { n: String(count), limit: String(limit) });
      problems.push({ line, severity: "error", code: "example_too_long", message });
      continue;
    }
    if (count > limit) {
      warn("example_too_long", say("data.tooLong", { n: String(count), limit: String(limit) }));
    }
    examples.push(example);
    lines.push(line);
    tokens.push(count);
    assistantTokens.push(numAssistantTokensFromMessages(example.messages, { encoding, specialTokensAsText: true }));
  }
  if (mode === "current") problems.push(...checkWhole(examples.length, (await stat(mapVolumePath(path))).size));
  return new ChatDataset(path, examples, problems, tokens, assistantTokens, encodingName, limit, lines);
}

/**
 * Names the examples that two datasets share, which would make a validation loss look better than it is.
 *
 * @example
 * findSharedExamples(training.examples, validation.examples).length; // 0
 */
export function findSharedExamples(left: readonly ChatExample[], right: readonly ChatExample[]): ChatExample[] {
  const known = new Set(left.map((example) => toJsonText(example.messages)));
  return right.filter((example) => known.has(toJsonText(example.messages)));
}

function checkWhole(exampleCount: number, bytes: number): DatasetProblem[] {
  const problems: DatasetProblem[] = [];
  if (exampleCount < MIN_EXAMPLES) {
    problems.push({
      severity: "error",
      code: "invalid_n_examples",
      message: say("data.tooFew", { n: exampleCount, least: MIN_EXAMPLES }),
    });
  }
  if (bytes > MAX_BYTES) {
    problems.push({
      severity: "error",
      code: "file_too_large",
      message: say("data.tooLarge", { n: (bytes / 1024 / 1024).toFixed(0) }),
    });
  }
  return problems;
}

function tryEncodingName(model: string | undefined): EncodingName | undefined {
  if (model === undefined) return undefined;
  try {
    return encodingNameForModel(model);
  } catch {
    return undefined;
  }
}

/** A preference pair is counted as the conversation with the preferred answer. */
function asChatExample(value: unknown, method: ChatMethod): ChatExample {
  if (method === "supervised") return value as ChatExample;
  const pair = value as { input: { messages: ChatMessage[] }; preferred_output: ChatMessage[] };
  return { messages: [...pair.input.messages, ...pair.preferred_output] };
}

function firstText(example: ChatExample, role: string): string | null {
  const content = example.messages.find((message) => message.role === role)?.content;
  return content === undefined || content === null ? null : typeof content === "string" ? content : toJsonText(content);
}
