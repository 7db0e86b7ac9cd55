import { isRecord } from "../../../core/index.js";
import type { ChatMethod, DatasetProblem } from "../../../datasets/index.js";
import { readJsonlLines, UnreadableLine } from "./jsonl-lines.js";

/** A message of a training example. */
export interface ExampleMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly name?: string;
  /** 0 keeps an assistant message out of the loss. @default 1 */
  readonly weight?: number;
}

/** One line of a file for supervised fine-tuning. */
export interface ChatExample {
  readonly messages: readonly ExampleMessage[];
}

/** One line of a file for DPO. */
export interface PreferenceLine {
  readonly messages: readonly ExampleMessage[];
  readonly preferred: readonly ExampleMessage[];
  readonly nonPreferred: readonly ExampleMessage[];
}

/** What was found wrong, in the words of the providers. */
export interface TrainingFileProblem {
  readonly code: "invalid_n_examples" | "invalid_file_format";
  readonly message: string;
}

/** Which of a job's files is read, by its name in messages: only one for training needs {@link MIN_EXAMPLES}. */
export type TrainingFileName = "training file" | "validation file";

/** Thrown while a file is read that cannot be used. */
export class TrainingFileError extends Error {
  readonly fileName: TrainingFileName;
  readonly problem: TrainingFileProblem;

  constructor(fileName: TrainingFileName, code: TrainingFileProblem["code"], message: string) {
    super(message);
    this.name = "TrainingFileError";
    this.fileName = fileName;
    this.problem = { code, message };
  }
}

/** Fewest examples that the providers accept. */
export const MIN_EXAMPLES = 10;

/**
 * What a line is made for, by its members.
 *
 * @example
 * methodOfLine({ input: {}, preferred_output: [], non_preferred_output: [] }); // "dpo"
 */
export function methodOfLine(value: unknown): ChatMethod {
  return isRecord(value) && "preferred_output" in value && "input" in value ? "dpo" : "supervised";
}

/** A line's message after {@link validateChatExample} found nothing wrong with it. */
interface CheckedMessage {
  readonly role: ExampleMessage["role"] | "developer";
  readonly content: string | readonly { readonly type: string; readonly text: string }[];
  readonly name?: string | null;
  readonly weight?: number | null;
}

/** Reads and checks a file for supervised fine-tuning, line by line. Throws {@link TrainingFileError}. */
export function readChatExamples(path: string, fileName: TrainingFileName): AsyncGenerator<ChatExample> {
  return readExamples(path, fileName, "supervised", (value) => {
    const { messages } = value as { readonly messages: readonly CheckedMessage[] };
    return { messages: messages.map(toMessage) };
  });
}

/** Reads and checks a file for DPO, line by line. Throws {@link TrainingFileError}. */
export function readPreferenceLines(path: string, fileName: TrainingFileName): AsyncGenerator<PreferenceLine> {
  return readExamples(path, fileName, "dpo", (value) => {
    const line = value as {
      readonly input: { readonly messages: readonly CheckedMessage[] };
      readonly preferred_output: readonly CheckedMessage[];
      readonly non_preferred_output: readonly CheckedMessage[];
    };
    return {
      messages: line.input.messages.map(toMessage),
      preferred: line.preferred_output.map(toMessage),
      nonPreferred: line.non_preferred_output.map(toMessage),
    };
  });
}

async function* readExamples<Example>(
  path: string,
  fileName: TrainingFileName,
  method: ChatMethod,
  read: (value: unknown) => Example,
): AsyncGenerator<Example> {
  // The contract of a line is the library's, so that a file which passes there passes here. It is loaded with the first
  // job, because a service that only chats has no use for it.
  const { validateChatExample } = await import("../../../datasets/index.js");
  let count = 0;
  const checked = (text: string): Example => {
    const value: unknown = JSON.parse(text);
    refuseUntrainable(value);
    const problem = validateChatExample(value, { method }).find(({ severity }) => severity === "error");
    if (problem !== undefined) throw new Error(inProvidersWords(problem));
    return read(value);
  };
  const wrongFormat = (error: unknown): TrainingFileError =>
    new TrainingFileError(
      fileName,
      "invalid_file_format",
      `The job failed due to a file format error in the ${fileName}. Invalid file format. Example ${count + 1} ${explain(error)}.`,
    );
  try {
    for await (const { text } of readJsonlLines(path)) {
      let example: Example;
      try {
        example = checked(text);
      } catch (error) {
        throw wrongFormat(error);
      }
      count++;
      yield example;
    }
  } catch (error) {
    throw error instanceof UnreadableLine ? wrongFormat(error) : error;
  }
  if (count < MIN_EXAMPLES && fileName === "training file") {
    throw new TrainingFileError(
      fileName,
      "invalid_n_examples",
      `Training file has ${count} example(s), but must have at least ${MIN_EXAMPLES} examples`,
    );
  }
  if (count === 0) {
    throw new TrainingFileError(
      fileName,
      "invalid_n_examples",
      "Validation file has 0 example(s), but must have at least 1 example",
    );
  }
}

/**
 * What keeps a line that providers train on from being trained on here, in words that go on from "The line";
 * `undefined` when nothing does.
 *
 * @example
 * untrainableHere({ messages: [], tools: [{}] }); // "has tools, for which the model that is tuned here has no place"
 */
export function untrainableHere(value: unknown): string | undefined {
  try {
    refuseUntrainable(value);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * What providers train on and the model that is tuned here cannot. Said before the format is looked at, where a call's
 * missing content would be complained about instead.
 */
function refuseUntrainable(value: unknown): void {
  const line = isRecord(value) ? value : {};
  const input = isRecord(line["input"]) ? line["input"] : {};
  const messages = [line["messages"], input["messages"], line["preferred_output"], line["non_preferred_output"]]
    .filter(Array.isArray)
    .flat()
    .filter(isRecord);
  const isFilled = (tools: unknown): boolean => Array.isArray(tools) && tools.length > 0;
  const usesTools = ({ role, tool_calls: calls, function_call: call }: Record<string, unknown>): boolean =>
    role === "tool" || role === "function" || isFilled(calls) || isRecord(call);
  if (
    [line, input].some((part) => isFilled(part["tools"]) || isFilled(part["functions"])) ||
    messages.some(usesTools)
  ) {
    throw new Error("has tools, for which the model that is tuned here has no place");
  }
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : [])).filter(isRecord);
  const other = parts.find(({ type }) => type === "image_url" || type === "refusal");
  if (other !== undefined) {
    throw new Error(`has a part of type ${String(other["type"])}; the model that is tuned here reads text only`);
  }
}

function toMessage({ role, content, name, weight }: CheckedMessage): ExampleMessage {
  return {
    role: role === "developer" ? "system" : role,
    content: typeof content === "string" ? content : content.map(({ text }) => text).join(""),
    ...(typeof name === "string" && { name }),
    ...(typeof weight === "number" && { weight }),
  };
}

function inProvidersWords({ code, message }: DatasetProblem): string {
  const token = code === "special_token_in_text" ? /<\|\w+\|>/.exec(message)?.[0] : undefined;
  return token === undefined
    ? `is invalid: ${message.replace(/\.$/, "")}`
    : `message contains an invalid token: ${token}`;
}

function explain(error: unknown): string {
  return error instanceof SyntaxError ? "is not valid JSON" : (error as Error).message;
}
