import { z } from "zod";
import { LineTooLong, readJsonlLines } from "./jsonl-lines.js";

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

const message = z.strictObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: z.string(),
  name: z.string().optional(),
  weight: z.union([z.literal(0), z.literal(1)]).optional(),
});

const chatLine = z.strictObject({
  messages: z.array(message).min(1),
  tools: z.array(z.unknown()).max(0).optional(),
  parallel_tool_calls: z.boolean().optional(),
});

const preferenceLine = z.strictObject({
  input: z.strictObject({
    messages: z.array(message).min(1),
    tools: z.array(z.unknown()).max(0).optional(),
    parallel_tool_calls: z.boolean().optional(),
  }),
  preferred_output: z.array(message).min(1),
  non_preferred_output: z.array(message).min(1),
});

/** Reads and checks a file for supervised fine-tuning, line by line. Throws {@link TrainingFileError}. */
export function readChatExamples(path: string, fileName: TrainingFileName): AsyncGenerator<ChatExample> {
  return readExamples(path, fileName, toChatExample);
}

/** Reads and checks a file for DPO, line by line. Throws {@link TrainingFileError}. */
export function readPreferenceLines(path: string, fileName: TrainingFileName): AsyncGenerator<PreferenceLine> {
  return readExamples(path, fileName, toPreferenceLine);
}

/**
 * What keeps a line from being trained on here, in words that go on from "The line"; `undefined` when nothing does.
 *
 * @example
 * lineProblem({ messages: [] }, "supervised"); // "is invalid at messages: Too small: expected array to have >=1 items"
 */
export function lineProblem(value: unknown, method: "supervised" | "dpo"): string | undefined {
  try {
    refuseTools(value);
    if (method === "dpo") toPreferenceLine(value);
    else toChatExample(value);
    return undefined;
  } catch (error) {
    return explain(error);
  }
}

function toChatExample(value: unknown): ChatExample {
  const { messages } = chatLine.parse(value);
  const roles = messages.map(({ role }) => role);
  if (!roles.includes("assistant")) throw new Error("must have at least one message from the assistant");
  if (roles.at(-1) !== "assistant") throw new Error("must have as last message one from the assistant");
  checkWeights(messages);
  return { messages: messages.map(toMessage) };
}

function toPreferenceLine(value: unknown): PreferenceLine {
  const line = preferenceLine.parse(value);
  for (const [name, output] of [
    ["preferred_output", line.preferred_output],
    ["non_preferred_output", line.non_preferred_output],
  ] as const) {
    if (output.length !== 1 || output[0]!.role !== "assistant") {
      throw new Error(`must have in ${name} exactly one message, from the assistant`);
    }
  }
  return {
    messages: line.input.messages.map(toMessage),
    preferred: line.preferred_output.map(toMessage),
    nonPreferred: line.non_preferred_output.map(toMessage),
  };
}

async function* readExamples<Example>(
  path: string,
  fileName: TrainingFileName,
  parse: (value: unknown) => Example,
): AsyncGenerator<Example> {
  let count = 0;
  const checked = (text: string): Example => {
    const value: unknown = JSON.parse(text);
    refuseTools(value);
    return parse(value);
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
    throw error instanceof LineTooLong ? wrongFormat(error) : error;
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

/** Said before the format is looked at, where a call's missing content would be complained about instead. */
function refuseTools(value: unknown): void {
  const { tools, messages } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const isTool = (entry: unknown): boolean => {
    const { role, tool_calls } = (typeof entry === "object" && entry !== null ? entry : {}) as Record<string, unknown>;
    return role === "tool" || tool_calls !== undefined;
  };
  if ((Array.isArray(tools) && tools.length > 0) || (Array.isArray(messages) && messages.some(isTool))) {
    throw new Error("has tools, for which the model that is tuned here has no place");
  }
}

function checkWeights(messages: readonly z.output<typeof message>[]): void {
  const wrong = messages.findIndex(({ role, weight }) => weight !== undefined && role !== "assistant");
  if (wrong >= 0) throw new Error(`has a weight at messages[${wrong}], which only assistant messages may have`);
  const assistant = messages.filter(({ role }) => role === "assistant");
  if (assistant.every(({ weight }) => weight === 0)) throw new Error("has no assistant message with weight 1");
}

function toMessage({ role, content, name, weight }: z.output<typeof message>): ExampleMessage {
  return {
    role: role === "developer" ? "system" : role,
    content,
    ...(name === undefined ? {} : { name }),
    ...(weight === undefined ? {} : { weight }),
  };
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0]!;
    const where = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
    if (issue.code === "unrecognized_keys") {
      return `has unrecognized keys at ${where.slice(1) || "the top level"}: ${issue.keys.slice(0, 5).join(", ")}`;
    }
    if (where.endsWith(".tools")) return "has tools, for which the model that is tuned here has no place";
    return `is invalid at ${where.slice(1) || "the top level"}: ${issue.message}`;
  }
  return error instanceof SyntaxError ? "is not valid JSON" : (error as Error).message;
}
