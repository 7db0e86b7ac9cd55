import { JUPYTER_DISPLAY, TunelabError, type MimeData, type WriteText, writeWholeFile } from "../core/index.js";
import { Table } from "../display/index.js";
import type {
  ChatFineTuningExample,
  ChatFineTuningOptions,
  QueryResponse,
  SimulatedConversation,
} from "./conversations/conversation.js";
import type { DuplicateQuestion } from "./questions/near-duplicates.js";
import type { SimulationUsage } from "./usage-meter.js";
import { formatNumber, say } from "../texts/index.js";

/** A conversation that failed; the turns before the failure are kept. */
export interface SimulationFailure {
  readonly index: number;
  readonly query: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** What was finished before, if anything. */
  readonly conversation: SimulatedConversation | undefined;
}

/** What a simulation did, as plain data. */
export interface SimulationReport {
  readonly strategy: "prompt" | "sentences" | "given";
  /** Models that wrote the questions, by their own word. */
  readonly models: readonly string[];
  /** Conversations asked for. */
  readonly requested: number;
  readonly failures: readonly SimulationFailure[];
  /** Questions that repeat an earlier one, positions among the conversations' questions. */
  readonly duplicates: readonly DuplicateQuestion[];
  /** Tokens of the model that wrote the questions. */
  readonly usage: SimulationUsage;
  /** Conversations taken over from an earlier run. */
  readonly resumed: number;
  readonly interrupted: boolean;
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/**
 * The conversations of a simulation, in the order of their questions, and what happened beside them.
 *
 * @example
 * for (const conversation of result) console.log(conversation.toEvalQrJsonLines());
 */
export class SimulationResult implements Iterable<SimulatedConversation> {
  readonly conversations: readonly SimulatedConversation[];
  readonly report: SimulationReport;

  constructor(conversations: readonly SimulatedConversation[], report: SimulationReport) {
    this.conversations = conversations;
    this.report = report;
  }

  get length(): number {
    return this.conversations.length;
  }

  [Symbol.iterator](): Iterator<SimulatedConversation> {
    return this.conversations[Symbol.iterator]();
  }

  /** Questions and answers of all conversations, ready for `evaluate`. */
  toRows(options: { readonly groundTruth?: boolean } = {}): QueryResponse[] {
    return this.conversations.flatMap((conversation) => conversation.toQueryResponses(options));
  }

  /** {@link SimulatedConversation.toEvalQrJsonLines} of all conversations. */
  toEvalQrJsonLines(options: { readonly groundTruth?: boolean } = {}): string {
    return this.conversations.map((conversation) => conversation.toEvalQrJsonLines(options)).join("");
  }

  /** Training examples, one per conversation that has an answer. */
  toChatFineTuning(options: ChatFineTuningOptions = {}): ChatFineTuningExample[] {
    return this.conversations.flatMap((conversation) => conversation.toChatFineTuning(options) ?? []);
  }

  /**
   * Writes the evaluation lines to a file, whole or not at all.
   *
   * Throws `file_not_written`, for example when the disk is full; the file is then as it was.
   *
   * @param options.writeText @default node:fs/promises writeFile
   * @example
   * await result.save("simulation_output.jsonl");
   */
  async save(
    path: string,
    options: { readonly groundTruth?: boolean; readonly writeText?: WriteText } = {},
  ): Promise<void> {
    try {
      await writeWholeFile(path, this.toEvalQrJsonLines(options), { write: options.writeText });
    } catch (cause) {
      throw new TunelabError(say("simulate.notSaved", { path, reason: (cause as Error).message }), {
        code: "file_not_written",
        hint: say("simulate.notSavedHint"),
        cause,
      });
    }
  }

  toJSON(): { conversations: readonly SimulatedConversation[]; report: SimulationReport } {
    return { conversations: this.conversations, report: this.report };
  }

  /** A table of the turns. */
  toTable(): Table {
    const rows = this.conversations.flatMap((conversation, i) =>
      conversation.toQueryResponses().map((pair, turn) => ({
        [say("simulate.conversation")]: i + 1,
        [say("simulate.turn")]: turn + 1,
        [say("simulate.query")]: pair.query,
        [say("simulate.response")]: pair.response,
        [say("simulate.expected")]:
          pair.query === conversation.context.query ? (conversation.context.expected_response ?? null) : null,
      })),
    );
    return new Table(rows, { caption: this.toString() });
  }

  /** What happened, in a few lines. */
  toString(): string {
    const { strategy, models, requested, failures, duplicates, usage, resumed, interrupted, warnings, seconds } =
      this.report;
    const by =
      strategy === "given"
        ? say("simulate.given")
        : say(`simulate.by.${strategy}`, { models: models.join(", ") || say("simulate.earlier") });
    const lines = [
      say("simulate.summary", {
        done: this.length,
        asked: requested,
        by,
        tokens: usage.totalTokens,
        calls: usage.calls,
        seconds: formatNumber(seconds, { fixed: 1 }),
      }),
      usage.cost === undefined ? "" : say("simulate.cost", { cost: formatNumber(usage.cost, { fixed: 4 }) }),
      resumed > 0 ? say("simulate.resumed", { n: resumed }) : "",
      interrupted ? say("simulate.interrupted") : "",
      duplicates.length > 0 ? say("simulate.duplicates", { n: duplicates.length }) : "",
      ...failures.map(({ index, message }) => say("simulate.failed", { place: index + 1, message })),
      ...warnings,
    ];
    return lines.filter((line) => line !== "").join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    return this.toTable().toBundle().data;
  }
}
