import { getDisplaySink, isRecord, checkOneOf, optionError, TunelabError, anySignal } from "../core/index.js";
import type { Prompty } from "../prompts/index.js";
import type { TokenLikelihoods } from "../models/index.js";
import { say } from "../texts/index.js";
import type { SimulationTarget } from "./conversations/call-target.js";
import type { SimulatedMessage } from "./conversations/conversation.js";
import type { AppendText } from "./simulation-journal.js";
import type { TokenPrices } from "./usage-meter.js";

/** A user turn given by the caller; `expectedResponse` of a first turn becomes its row's `ground_truth`. */
export type GivenTurn =
  string | { readonly content: string; readonly context?: unknown; readonly expectedResponse?: string };

/** Options of {@link Simulator.simulate}. */
export interface SimulateOptions {
  /** The application under test. */
  readonly target: SimulationTarget;
  /** Text to ask about. */
  readonly text?: string;
  /** Conversations to make from the text, 1 to 10,000. @default 5 */
  readonly numQueries?: number;
  /** What the simulated people want, one per conversation; the others ask the question as it was generated. */
  readonly tasks?: readonly string[];
  /** User turns per conversation, 1 to 100. @default 5 */
  readonly maxConversationTurns?: number;
  /** User turns of each conversation, instead of text; a shorter list is continued by the simulated user. */
  readonly conversationTurns?: readonly (readonly GivenTurn[])[];
  /** Prompt file that writes the questions; inputs `text` and `num_queries`. @default ours */
  readonly queryResponseGeneratingPrompty?: string | Prompty;
  /** Prompt file that plays the user; inputs `task`, `conversation_history` and `action`. @default ours */
  readonly userSimulatorPrompty?: string | Prompty;
  /** Further inputs of the first prompt. */
  readonly queryResponseGeneratingPromptyOptions?: Readonly<Record<string, unknown>>;
  /** Further inputs of the second prompt. */
  readonly userSimulatorPromptyOptions?: Readonly<Record<string, unknown>>;
  /** Pause after each answer of the application, in seconds; failed calls wait by themselves. @default 0 */
  readonly apiCallDelaySec?: number;
  /** Conversations under way at once, 1 to 64. @default 5 */
  readonly concurrentAsyncTasks?: number;
  /**
   * How questions are made: by prompting about the whole text, or sentence by sentence for models too small for that.
   * `auto` asks a service on this machine which model answers, and takes `sentences` below 0.6 billion parameters.
   * @default "auto"
   */
  readonly strategy?: "auto" | "prompt" | "sentences";
  /** Decides the order of the sentences, and is sent to the model. @default none */
  readonly seed?: number;
  /** Language of the text, for cutting it into sentences. @default "en" */
  readonly language?: string;
  /** Ends a conversation early when it returns true after a turn. */
  readonly stopWhen?: (conversation: readonly SimulatedMessage[]) => boolean | Promise<boolean>;
  /** Remembers what is finished in this file, so that a run that was killed goes on from there. */
  readonly resumeFile?: string;
  /** Longest wait for the application, in seconds. @default 120 */
  readonly targetTimeoutSeconds?: number;
  /** Price of a million tokens, to tell the cost. */
  readonly prices?: TokenPrices;
  /** Ends the run and keeps what is finished; the notebook's interrupt does the same. */
  readonly signal?: AbortSignal;
  /** Told after every turn. @default a progress bar in notebooks */
  readonly onProgress?: (progress: {
    readonly turns: number;
    readonly total: number;
    readonly finished: number;
  }) => void;
  /** Gives likelihoods for the strategy by sentences. @default the completions API */
  readonly likelihoods?: TokenLikelihoods;
  /** Writes the resume file. @default node:fs appendFileSync */
  readonly appendText?: AppendText;
}

/** {@link SimulateOptions} with defaults, checked. */
export type ReadOptions = ReturnType<typeof readOptions>;

/** Checks the options. Throws `invalid_option` and `text_empty`. */
export function readOptions(options: SimulateOptions) {
  const { target, text, conversationTurns, tasks = [], numQueries = 5, maxConversationTurns = 5 } = options;
  if (typeof target !== "function") {
    throw optionError(
      "target",
      say("option.function"),
      typeof target,
      say("simulate.passCallback", { code: "simulate({ target: callback, text })" }),
    );
  }
  if (options.strategy !== undefined) checkOneOf("strategy", options.strategy, ["auto", "prompt", "sentences"]);
  const given = conversationTurns === undefined || conversationTurns.length === 0 ? undefined : conversationTurns;
  if (given !== undefined && (text !== undefined || tasks.length > 0)) {
    throw new TunelabError(say("simulate.turnsAndText"), {
      code: "invalid_option",
      hint: say("simulate.turnsAndTextHint"),
    });
  }
  if (given === undefined && (text ?? "").trim() === "") {
    throw new TunelabError(say("simulate.textEmpty"), {
      code: "text_empty",
      hint: say("simulate.textEmptyHint"),
    });
  }
  for (const turn of given?.flat() ?? []) {
    if (isGivenTurn(turn)) continue;
    throw new TunelabError(say("simulate.badTurn", { got: JSON.stringify(turn) }), {
      code: "invalid_option",
      hint: say("simulate.badTurnHint", { code: '["question", { content: "question", context }]' }),
    });
  }
  const whole = (name: string, value: number, high: number): number => {
    if (Number.isInteger(value) && value >= 1 && value <= high) return value;
    throw optionError(name, say("option.whole", { low: "1", high: String(high) }), String(value));
  };
  const { apiCallDelaySec = 0, targetTimeoutSeconds = 120, concurrentAsyncTasks = 5 } = options;
  if (!(apiCallDelaySec >= 0))
    throw optionError(
      "apiCallDelaySec",
      say("option.orMore", { low: "0" }),
      String(apiCallDelaySec),
      say("option.seconds"),
    );
  if (!(targetTimeoutSeconds > 0))
    throw optionError(
      "targetTimeoutSeconds",
      say("option.above", { low: "0" }),
      String(targetTimeoutSeconds),
      say("option.seconds"),
    );
  return {
    text,
    given,
    tasks,
    count: whole("numQueries", numQueries, 10_000),
    turns: whole("maxConversationTurns", maxConversationTurns, 100),
    concurrency: whole("concurrentAsyncTasks", concurrentAsyncTasks, 64),
    delaySeconds: apiCallDelaySec,
    targetTimeoutSeconds,
    signal: anySignal(options.signal, getDisplaySink()?.interruptSignal),
  };
}

function isGivenTurn(turn: unknown): turn is GivenTurn {
  if (typeof turn === "string") return true;
  if (!isRecord(turn) || typeof turn["content"] !== "string") return false;
  return turn["expectedResponse"] === undefined || typeof turn["expectedResponse"] === "string";
}
