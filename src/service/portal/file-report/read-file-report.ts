import { stat } from "node:fs/promises";
import { isRecord, TunelabError } from "../../../core/index.js";
import { validateChatExample } from "../../../datasets/index.js";
import { readJsonlLines, UnreadableLine } from "../../jobs/data/jsonl-lines.js";
import { EMBEDDED_TRAINING_TOKENS } from "../../../tokens/index.js";
import { MIN_EXAMPLES, methodOfLine, untrainableHere } from "../../jobs/data/training-file.js";
import type { ExampleSample, FileReport, LineProblem } from "./file-report.js";
import { FOREIGN_MESSAGES, type ForeignKind, readForeignKind } from "./foreign-content.js";
import { jsonErrorPlace } from "./json-error-place.js";
import { TokenCounts } from "./token-counts.js";

const MOST_PROBLEMS = 1000;
const MOST_TEXTS = 100;
const MOST_SAMPLES = 20;
/** System messages that are told apart in the search for the most frequent one. */
const MOST_SYSTEM_MESSAGES = 1000;
const SHOWN_TEXT = 300;

/** Bytes of text whose tokens are counted, about 25 seconds; of a larger file every n-th example. */
const COUNTED_BYTES = 20e6;

type Method = FileReport["method"];
type Dictionary = Readonly<Record<string, unknown>>;

/**
 * Reads a file for fine-tuning whole: every problem with its line, tokens, and the first examples as chats.
 *
 * A line is in order when providers would take it and this service would train on it. Throws `not_jsonl` for a file that
 * is not for training and whose first line is no JSON object and no attempt at one.
 *
 * @example
 * (await readFileReport("training.jsonl", { forTraining: true })).problemCounts; // { error: 0, warning: 0 }
 */
export async function readFileReport(path: string, options: ReadOptions): Promise<FileReport> {
  const { size } = await stat(path);
  const report = new ReportBuilder(Math.max(1, Math.ceil(size / (options.countedBytes ?? COUNTED_BYTES))), options);
  try {
    for await (const { number, text } of readJsonlLines(path)) report.addLine(number, text);
  } catch (error) {
    if (!(error instanceof UnreadableLine)) throw error;
    report.addUnreadable(error);
  }
  const kind = await readForeignKind(path);
  return report.finish(kind !== undefined && report.mayBe(kind) ? kind : undefined);
}

/** Options of {@link readFileReport}. */
export interface ReadOptions {
  /** Whether it was uploaded to be trained on: then everything that is no JSON is a problem of it. */
  readonly forTraining: boolean;
  /** What the lines are for. @default what the first line is */
  readonly method?: Method | undefined;
  /** @default 20 MB */
  readonly countedBytes?: number;
}

class ReportBuilder {
  readonly #tokens: TokenCounts;
  readonly #problems: LineProblem[] = [];
  readonly #counts = { error: 0, warning: 0 };
  readonly #samples: ExampleSample[] = [];
  readonly #systemMessages = new Map<string, number>();
  readonly #forTraining: boolean;
  #method: Method | undefined;
  #objects = 0;
  #lines = 0;
  #examples = 0;

  constructor(every: number, { method, forTraining }: ReadOptions) {
    this.#tokens = new TokenCounts({ every, limit: EMBEDDED_TRAINING_TOKENS });
    this.#forTraining = forTraining;
    this.#method = method;
  }

  /**
   * Whether what was read agrees with a file's beginning: JSON lines have objects. In a JSON text over several lines some
   * of the lines, such as the last of a list, may look like one.
   */
  mayBe(kind: ForeignKind): boolean {
    return kind === "json_document" ? this.#examples * 2 < this.#lines : this.#objects === 0;
  }

  addLine(line: number, text: string): void {
    this.#lines++;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      if (this.#lines === 1 && !this.#forTraining && !text.trimStart().startsWith("{")) throw notJsonl(text);
      const { message } = error as Error;
      this.#add({ line, severity: "error", code: "invalid_json", message }, text, jsonErrorPlace(text, message));
      return;
    }
    if (isRecord(value)) this.#objects++;
    this.#method ??= methodOfLine(value);
    const method = this.#method;
    const found = validateChatExample(value, { line, method });
    for (const { severity, code, message } of found) this.#add({ line, severity, code, message }, text, undefined);
    if (found.some(({ severity }) => severity === "error")) return;
    const refused = untrainableHere(value);
    if (refused !== undefined) {
      const message = `The line ${refused}.`;
      this.#add({ line, severity: "error", code: "not_trained_here", message }, text, undefined);
      return;
    }
    this.#examples++;
    this.#addExample(line, value as Dictionary, method);
  }

  addUnreadable({ number, message }: UnreadableLine): void {
    this.#lines++;
    const whole = { line: number, severity: "error", code: "unreadable_line" } as const;
    this.#add({ ...whole, message: `The line ${message}; what follows it was not read.` }, undefined, undefined);
  }

  /** @param kind what the file is when it holds no JSON lines: that is said instead of what is wrong with each line */
  finish(kind: ForeignKind | undefined): FileReport {
    if (kind !== undefined) {
      this.#problems.length = 0;
      Object.assign(this.#counts, { error: 0, warning: 0 });
      const problem = { line: null, severity: "error", code: kind, message: FOREIGN_MESSAGES[kind] } as const;
      this.#add(problem, undefined, undefined);
    } else if (this.#examples < MIN_EXAMPLES) {
      const message = `The file has ${this.#examples} example(s) in order; a training file must have at least ${MIN_EXAMPLES}.`;
      this.#add({ line: null, severity: "error", code: "invalid_n_examples", message }, undefined, undefined);
    }
    const [mostFrequent] = [...this.#systemMessages].sort(([, a], [, b]) => b - a);
    return {
      method: this.#method ?? "supervised",
      lines: this.#lines,
      examples: this.#examples,
      problemCounts: this.#counts,
      problems: this.#problems,
      tokens: this.#tokens.toReport(),
      samples: this.#samples,
      systemMessage: mostFrequent?.[0] ?? null,
    };
  }

  #add(problem: Omit<LineProblem, "text" | "at">, text: string | undefined, place: number | undefined): void {
    this.#counts[problem.severity]++;
    if (this.#problems.length >= MOST_PROBLEMS) return;
    const shown = text === undefined || this.#problems.length >= MOST_TEXTS ? undefined : excerpt(text, place);
    this.#problems.push({ ...problem, text: shown?.text ?? null, at: shown?.at ?? null });
  }

  #addExample(line: number, value: Dictionary, method: Method): void {
    const sample = method === "dpo" ? toPreferenceSample(line, value) : toSample(line, value);
    if (this.#samples.length < MOST_SAMPLES) this.#samples.push(sample);
    const answer = sample.preferred === undefined ? [] : [{ role: "assistant", content: sample.preferred }];
    this.#tokens.add([...sample.messages, ...answer]);
    const system = sample.messages.find(({ role }) => role === "system" || role === "developer")?.content;
    if (system === undefined) return;
    const count = this.#systemMessages.get(system) ?? 0;
    if (count > 0 || this.#systemMessages.size < MOST_SYSTEM_MESSAGES) this.#systemMessages.set(system, count + 1);
  }
}

function notJsonl(text: string): TunelabError {
  return new TunelabError(`The file holds no JSON lines: it starts with ${JSON.stringify(text.slice(0, 40))}.`, {
    code: "not_jsonl",
    hint: "Reports are of files for fine-tuning, which have one JSON object a line. Download this one to look at it.",
  });
}

/** A part of a line around a place, not longer than what can be shown. */
function excerpt(text: string, place: number | undefined): { readonly text: string; readonly at: number | null } {
  const start = place === undefined || place < SHOWN_TEXT - 50 ? 0 : place - SHOWN_TEXT / 2;
  const lead = start > 0 ? "…" : "";
  return {
    text: lead + text.slice(start, start + SHOWN_TEXT),
    at: place === undefined ? null : place - start + lead.length,
  };
}

function toSample(line: number, { messages }: Dictionary): ExampleSample {
  return { line, messages: (messages as readonly Dictionary[]).map(toMessage) };
}

function toPreferenceSample(line: number, value: Dictionary): ExampleSample {
  const textOf = (name: string): string => toMessage((value[name] as readonly Dictionary[])[0]!).content;
  return {
    ...toSample(line, value["input"] as Dictionary),
    preferred: textOf("preferred_output"),
    nonPreferred: textOf("non_preferred_output"),
  };
}

function toMessage({ role, content, weight }: Dictionary): ExampleSample["messages"][number] {
  return {
    role: String(role),
    content: typeof content === "string" ? content : JSON.stringify(content ?? ""),
    weight: typeof weight === "number" ? weight : undefined,
  };
}
