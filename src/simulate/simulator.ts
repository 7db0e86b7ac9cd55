import { join } from "node:path";
import { findProjectRoot, getDisplaySink, TunelabError } from "../core/index.js";
import { isLoopback } from "../client/index.js";
import { Progress } from "../display/index.js";
import {
  type ModelConfiguration,
  type OpenModelOptions,
  type OpenedModel,
  Prompty,
  type TokenLikelihoods,
  findAnsweringModel,
  loadPrompty,
  openModel,
  readModelConfiguration,
} from "../prompts/index.js";
import { type SimulationTarget, callTarget } from "./call-target.js";
import { SimulatedConversation, type SimulatedMessage } from "./conversation.js";
import { findNearDuplicates } from "./near-duplicates.js";
import { makePromptedQuestions } from "./prompted-questions.js";
import type { GeneratedPair, QuestionSource } from "./question-source.js";
import { makeSentenceQuestions } from "./sentence-questions.js";
import { type AppendText, SimulationJournal } from "./simulation-journal.js";
import { type SimulationFailure, SimulationResult } from "./simulation-result.js";
import { type TokenPrices, UsageMeter } from "./usage-meter.js";

/** A user turn given by the caller. */
export type GivenTurn = string | { readonly content: string; readonly context?: unknown };

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

/**
 * Simulates people who talk to an application, from a text or from given questions, as azure-ai-evaluation's Simulator.
 *
 * @example
 * const simulator = new Simulator({ azure_endpoint, azure_deployment, api_key });
 * const outputs = await simulator.simulate({ target: callback, text, numQueries: 1 });
 */
export class Simulator {
  readonly #configuration: ModelConfiguration;
  readonly #options: OpenModelOptions;

  /** Throws `invalid_model_configuration`. The configuration is not changed. */
  constructor(modelConfiguration: ModelConfiguration, options: OpenModelOptions = {}) {
    readModelConfiguration(modelConfiguration);
    this.#configuration = { ...modelConfiguration };
    this.#options = options;
  }

  /**
   * Generates questions, lets the application answer, and goes on turn by turn.
   *
   * A conversation that fails is reported and the others finish. An interrupt keeps what is finished. Throws
   * `invalid_option`, `text_empty`, `text_too_short`, `query_generation_failed`, `resume_mismatch`.
   */
  async simulate(options: SimulateOptions): Promise<SimulationResult> {
    const startedAt = performance.now();
    const settings = readOptions(options);
    const meter = new UsageMeter();
    const warnings: string[] = [];
    const journal = this.#openJournal(options, settings);
    const source = await this.#makeSource(options, settings, meter, journal?.strategy);
    const plans = await this.#plan(options, settings, source, journal, warnings);
    if (settings.tasks.length > plans.length) {
      warnings.push(
        `${settings.tasks.length - plans.length} of ${settings.tasks.length} tasks have no question and were left out.`,
      );
    }
    const resumed = plans.filter((_, i) => journal?.finished.has(i)).length;
    const conversations = new Map<number, SimulatedConversation>();
    const failures: SimulationFailure[] = [];
    const report = makeProgress(options, plans.length * settings.turns);
    let turns = 0;

    const runOne = async (index: number): Promise<void> => {
      const kept = journal?.finished.get(index);
      if (kept !== undefined) {
        conversations.set(index, kept);
        turns += settings.turns;
        report(turns, conversations.size);
        return;
      }
      const messages: SimulatedMessage[] = [];
      try {
        const onTurn = (): void => report((turns += 1), conversations.size);
        await converse(plans[index]!, index, messages, source, settings, options, onTurn);
        const conversation = new SimulatedConversation(messages, plans[index]!.context);
        conversations.set(index, conversation);
        journal?.add(index, conversation);
      } catch (error) {
        if (settings.signal.aborted) return;
        failures.push(toFailure(error, index, plans[index]!, messages));
      }
      report(turns, conversations.size);
    };
    await runAll(plans.length, settings.concurrency, settings.signal, runOne);
    report(turns, conversations.size, true);

    const ordered = [...conversations].sort(([a], [b]) => a - b).map(([, conversation]) => conversation);
    if (journal?.problem !== undefined) warnings.push(journal.problem);
    return new SimulationResult(ordered, {
      strategy: settings.given === undefined ? source.strategy : "given",
      models: meter.models,
      requested: settings.given?.length ?? settings.count,
      failures: failures.sort((a, b) => a.index - b.index),
      duplicates: findNearDuplicates(ordered.map(({ messages }) => messages[0]?.content ?? "")),
      usage: meter.total(options.prices),
      resumed,
      interrupted: settings.signal.aborted && ordered.length + failures.length < plans.length,
      warnings,
      seconds: (performance.now() - startedAt) / 1000,
    });
  }

  #openJournal(options: SimulateOptions, settings: ReadOptions): SimulationJournal | undefined {
    if (options.resumeFile === undefined) return undefined;
    const { text, given, count, tasks, turns } = settings;
    return new SimulationJournal(
      options.resumeFile,
      { text, given, count, tasks, turns, seed: options.seed ?? null },
      options.appendText,
    );
  }

  async #makeSource(
    options: SimulateOptions,
    settings: ReadOptions,
    meter: UsageMeter,
    earlier: string | undefined,
  ): Promise<QuestionSource> {
    const model = await openModel(this.#configuration, this.#options);
    const wanted = options.strategy ?? "auto";
    const strategy = wanted !== "auto" ? wanted : (earlier ?? (await this.#chooseStrategy(model, settings.signal)));
    if (strategy === "sentences") {
      return makeSentenceQuestions({
        text: settings.text ?? "",
        model,
        meter,
        seed: options.seed,
        language: options.language ?? "en",
        followUps: settings.turns,
        ...(options.likelihoods === undefined ? {} : { likelihoods: options.likelihoods }),
      });
    }
    const seeded = options.seed === undefined ? {} : { parameters: { seed: options.seed } };
    return makePromptedQuestions({
      text: settings.text ?? "",
      generator: await toPrompty(options.queryResponseGeneratingPrompty, "generate-questions"),
      userSimulator: await toPrompty(options.userSimulatorPrompty, "next-user-turn"),
      generatorInputs: options.queryResponseGeneratingPromptyOptions ?? {},
      userSimulatorInputs: options.userSimulatorPromptyOptions ?? {},
      run: { client: model.client, model: model.model, ...seeded },
      meter,
    });
  }

  /** Only a service on this machine is asked: hosted models are large enough, and the question costs a call. */
  async #chooseStrategy(model: OpenedModel, signal: AbortSignal): Promise<"prompt" | "sentences"> {
    const read = readModelConfiguration(this.#configuration);
    if (!isLoopback(read.type === "azure_openai" ? read.endpoint : read.baseUrl)) return "prompt";
    return (await findAnsweringModel(model, { signal })).isSmall ? "sentences" : "prompt";
  }

  async #plan(
    options: SimulateOptions,
    settings: ReadOptions,
    source: QuestionSource,
    journal: SimulationJournal | undefined,
    warnings: string[],
  ): Promise<Plan[]> {
    if (settings.given !== undefined) {
      if (journal !== undefined && journal.pairs === undefined) journal.start([], "given");
      return settings.given.map((turns) => ({ turns, opening: undefined, task: null, context: {} }));
    }
    let pairs = journal?.pairs;
    if (pairs === undefined) {
      pairs = await generate(source, settings);
      if (!settings.signal.aborted) journal?.start(pairs, source.strategy);
    }
    if (pairs.length < settings.count && !settings.signal.aborted) {
      warnings.push(
        `The text gave ${pairs.length} questions instead of ${settings.count}: use a longer text or a larger model.`,
      );
    }
    return pairs.map((pair, i): Plan => {
      const task = settings.tasks[i] ?? null;
      return {
        turns: task === null ? [pair.query] : [],
        opening: task === null ? undefined : pair.query,
        task,
        context: {
          task,
          expected_response: pair.expectedResponse,
          query: pair.query,
          original_text: pair.text,
          strategy: source.strategy,
        },
      };
    });
  }
}

/** What is known of a conversation before it starts. */
interface Plan {
  readonly turns: readonly GivenTurn[];
  /** Generated question that the simulated user puts into its own words. */
  readonly opening: string | undefined;
  readonly task: string | null;
  readonly context: SimulatedConversation["context"];
}

async function generate(source: QuestionSource, settings: ReadOptions): Promise<readonly GeneratedPair[]> {
  try {
    return await source.generate(settings.count, settings.signal);
  } catch (cause) {
    if (settings.signal.aborted) return [];
    if (TunelabError.isInstance(cause) && cause.code !== "model_answer_invalid") throw cause;
    throw new TunelabError(`No questions could be generated: ${(cause as Error).message}`, {
      code: "query_generation_failed",
      hint: TunelabError.isInstance(cause)
        ? cause.hint
        : "Check the endpoint, the deployment and the key of the model.",
      cause,
    });
  }
}

async function converse(
  plan: Plan,
  index: number,
  messages: SimulatedMessage[],
  source: QuestionSource,
  settings: ReadOptions,
  options: SimulateOptions,
  onTurn: () => void,
): Promise<void> {
  const { signal, turns, targetTimeoutSeconds, delaySeconds } = settings;
  let sessionState: unknown = null;
  for (let turn = 0; turn < Math.max(turns, plan.turns.length); turn += 1) {
    signal.throwIfAborted();
    const given = plan.turns[turn];
    const opening = turn === 0 && plan.opening !== undefined ? { opening: plan.opening } : {};
    const content =
      given === undefined
        ? await source.nextTurn({ index, task: plan.task, history: messages, ...opening }, signal)
        : typeof given === "string"
          ? given
          : given.content;
    if (content === undefined) return;
    const context = typeof given === "object" ? (given.context ?? null) : null;
    const asked: SimulatedMessage[] = [...messages, { role: "user", content, context }];
    const answer = await callTarget(options.target, asked, sessionState, {
      timeoutSeconds: targetTimeoutSeconds,
      signal,
    });
    sessionState = answer.sessionState;
    messages.push(asked.at(-1)!, answer.message);
    onTurn();
    if ((await options.stopWhen?.(messages)) === true) return;
    if (delaySeconds > 0) await sleep(delaySeconds, signal);
  }
}

async function runAll(
  count: number,
  concurrency: number,
  signal: AbortSignal,
  run: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count && !signal.aborted) await run(next++);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
}

function toFailure(
  error: unknown,
  index: number,
  plan: Plan,
  messages: readonly SimulatedMessage[],
): SimulationFailure {
  const [first] = plan.turns;
  const query = plan.opening ?? (typeof first === "object" ? first.content : first) ?? "";
  const conversation = messages.length === 0 ? undefined : new SimulatedConversation(messages, plan.context, "error");
  if (TunelabError.isInstance(error)) {
    return { index, query, code: error.code, message: error.message, hint: error.hint, conversation };
  }
  const message = error instanceof Error ? error.message : String(error);
  const status = (error as { status?: number } | null)?.status;
  return {
    index,
    query,
    code: status === undefined ? "conversation_failed" : `http_${status}`,
    message,
    hint:
      status === 429
        ? "Lower concurrentAsyncTasks, or wait and run it again with a resumeFile."
        : "Run it again with a resumeFile: finished conversations are kept.",
    conversation,
  };
}

async function toPrompty(given: string | Prompty | undefined, own: string): Promise<Prompty> {
  if (given instanceof Prompty) return given;
  return loadPrompty(given ?? join(findProjectRoot(), "src", "simulate", "prompts", `${own}.prompty`));
}

type ReadOptions = ReturnType<typeof readOptions>;

function readOptions(options: SimulateOptions) {
  const { target, text, conversationTurns, tasks = [], numQueries = 5, maxConversationTurns = 5 } = options;
  if (typeof target !== "function") {
    throw invalid(
      "target must be a function",
      typeof target,
      "Pass the callback: simulate({ target: callback, text }).",
    );
  }
  const given = conversationTurns === undefined || conversationTurns.length === 0 ? undefined : conversationTurns;
  if (given !== undefined && (text !== undefined || tasks.length > 0)) {
    throw invalid("conversationTurns cannot go with text or tasks", "both", "Leave one of them out.");
  }
  if (given === undefined && (text ?? "").trim() === "") {
    throw new TunelabError("The text to ask about is empty.", {
      code: "text_empty",
      hint: "Pass text: the text of a file, or of await wikipediaSummary(…); or pass conversationTurns.",
    });
  }
  for (const turn of given?.flat() ?? []) {
    if (typeof turn === "string" || typeof (turn as { content?: unknown } | null)?.content === "string") continue;
    throw invalid(
      "each of conversationTurns must be text, or an object with content",
      JSON.stringify(turn),
      'Write ["question", { content: "question", context }].',
    );
  }
  const whole = (name: string, value: number, high: number): number => {
    if (Number.isInteger(value) && value >= 1 && value <= high) return value;
    throw invalid(
      `${name} must be a whole number from 1 to ${high}`,
      String(value),
      `Leave ${name} out to use its default.`,
    );
  };
  const { apiCallDelaySec = 0, targetTimeoutSeconds = 120, concurrentAsyncTasks = 5 } = options;
  if (!(apiCallDelaySec >= 0))
    throw invalid("apiCallDelaySec must be 0 or more", String(apiCallDelaySec), "It is in seconds.");
  if (!(targetTimeoutSeconds > 0))
    throw invalid("targetTimeoutSeconds must be above 0", String(targetTimeoutSeconds), "It is in seconds.");
  const signals = [options.signal, getDisplaySink()?.interruptSignal].filter((signal) => signal !== undefined);
  return {
    text,
    given,
    tasks,
    count: whole("numQueries", numQueries, 10_000),
    turns: whole("maxConversationTurns", maxConversationTurns, 100),
    concurrency: whole("concurrentAsyncTasks", concurrentAsyncTasks, 64),
    delaySeconds: apiCallDelaySec,
    targetTimeoutSeconds,
    signal: AbortSignal.any(signals),
  };
}

const invalid = (what: string, got: string, hint: string): TunelabError =>
  new TunelabError(`${what}, got ${got}.`, { code: "invalid_option", hint });

function makeProgress(options: SimulateOptions, total: number) {
  const bar =
    options.onProgress === undefined && getDisplaySink() !== undefined
      ? new Progress("Simulating", { total, unit: "turns", stream: null })
      : undefined;
  return (turns: number, finished: number, ended = false): void => {
    options.onProgress?.({ turns, total, finished });
    bar?.update(Math.min(turns, total));
    if (ended) bar?.finish();
  };
}

function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, seconds * 1000);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
