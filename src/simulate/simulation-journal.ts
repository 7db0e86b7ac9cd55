import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { TunelabError, tryParse } from "../core/index.js";
import {
  type ConversationJson,
  type SimulatedConversation,
  conversationFromJson,
} from "./conversations/conversation.js";
import type { GeneratedPair } from "./questions/question-source.js";
import { say } from "../texts/index.js";

/** How a journal writes; injectable, so that tests can have a full disk. */
export type AppendText = (path: string, text: string) => void;

interface Head {
  readonly tunelab: "simulation";
  readonly version: 1;
  readonly fingerprint: string;
  readonly strategy: string;
  readonly pairs: readonly GeneratedPair[];
}

/**
 * A file that remembers what a simulation has finished: the questions, then a line per conversation.
 *
 * Lines are appended when a conversation ends, so a run that is killed loses only what was under way; a last line that
 * was cut off is ignored. A full disk does not end the run: the problem is kept and told at the end.
 */
export class SimulationJournal {
  readonly #path: string;
  readonly #append: AppendText;
  readonly #fingerprint: string;
  #problem: string | undefined;
  #torn = false;
  readonly finished = new Map<number, SimulatedConversation>();
  pairs: readonly GeneratedPair[] | undefined;
  strategy: string | undefined;

  /**
   * Opens the file and reads what an earlier run left. Throws `resume_mismatch` when it belongs to another run.
   *
   * @param settings what must be the same for the rest to fit: text, tasks, turns, seed
   */
  constructor(path: string, settings: unknown, append: AppendText = appendFileSync) {
    this.#path = path;
    this.#append = append;
    this.#fingerprint = createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 16);
    if (existsSync(path)) this.#read();
  }

  /** Why the file could not be written, if so. */
  get problem(): string | undefined {
    return this.#problem;
  }

  start(pairs: readonly GeneratedPair[], strategy: string): void {
    this.pairs = pairs;
    this.strategy = strategy;
    const head: Head = { tunelab: "simulation", version: 1, fingerprint: this.#fingerprint, strategy, pairs };
    this.#write(`${JSON.stringify(head)}\n`);
  }

  add(index: number, conversation: SimulatedConversation): void {
    this.finished.set(index, conversation);
    this.#write(`${JSON.stringify({ index, conversation })}\n`);
  }

  #write(text: string): void {
    try {
      // After a failed write the file may end in the middle of a line.
      this.#append(this.#path, this.#torn ? `\n${text}` : text);
      this.#torn = false;
    } catch (error) {
      this.#torn = true;
      this.#problem ??= say("simulate.notWritten", {
        path: this.#path,
        reason: (error as NodeJS.ErrnoException).code ?? String(error),
      });
    }
  }

  #read(): void {
    const text = readFileSync(this.#path, "utf8");
    const [first = "", ...lines] = text.split("\n");
    const head = tryParse(first) as Head | undefined;
    if (head === undefined && first.trim() === "") return;
    if (head?.tunelab !== "simulation") throw this.#mismatch(say("simulate.noJournal"));
    if (head.fingerprint !== this.#fingerprint) throw this.#mismatch(say("simulate.otherRun"));
    this.pairs = head.pairs;
    this.strategy = head.strategy;
    for (const line of lines) {
      const entry = tryParse(line) as { index: number; conversation: ConversationJson } | undefined;
      if (entry !== undefined) this.finished.set(entry.index, conversationFromJson(entry.conversation));
    }
    // A line that was cut off must not swallow the next one.
    if (!text.endsWith("\n")) writeFileSync(this.#path, text.slice(0, text.lastIndexOf("\n") + 1));
  }

  #mismatch(what: string): TunelabError {
    return new TunelabError(say("simulate.mismatch", { path: this.#path, what }), {
      code: "resume_mismatch",
      hint: say("simulate.mismatchHint"),
    });
  }
}
