import { availableParallelism } from "node:os";
import type { LlamaGrammar, Token } from "node-llama-cpp";
import { isMostlyIdle, TunelabError } from "../../core/index.js";
import { GgufFile } from "../../training/index.js";
import { chatPrompt, type ChatPromptOptions } from "./prompt/chat-prompt.js";
import type { TemplateMessage } from "./prompt/chat-template.js";
import { ContextPool } from "./context-pool.js";
import { generate, type GenerationEnd, type GenerationOptions, type GenerationPiece } from "./generate.js";
import { grammarFor, type GrammarRequest } from "./sampling/grammar.js";
import type { SlicedPrompt } from "./prompt/kept-prefix.js";
import type { MeasuredChoices } from "../measured-choices.js";
import { measureGenerationThreads } from "./measure-threads.js";
import { LocalModel, modelIdOf, type LocalModelDescription } from "./local-model.js";
import { PromptProcess } from "../prompt-process/prompt-process.js";
import type { PromptTask } from "../prompt-process/prompt-tasks.js";
import { chatCharacters, checkFits, isShortChat, MOST_AT_ONCE } from "./prompt/prompt-size.js";
import type { TokenLogprob } from "./sampling/sampling.js";
import { scoreTokens, sliceScored } from "./score.js";
import { textTokens } from "./prompt/text-tokens.js";
import { tokenOffsets } from "./sampling/token-offsets.js";

/** Settings of an {@link InferenceEngine}. */
export interface InferenceEngineOptions {
  /** Path of a GGUF file. */
  readonly modelPath: string;
  /** Generations that run at the same time. @default the cores divided by the threads of one, at most 4 */
  readonly concurrency?: number;
  /** Threads of one generation. @default what is fastest here, measured when the model is first loaded, and kept */
  readonly threads?: number;
  /** Where the measured number of threads is kept. @default in memory */
  readonly choices?: MeasuredChoices;
  /** Longest prompt and answer together, in tokens. @default 8192, at most what the model was trained for */
  readonly maxContextSize?: number;
  /** Time without requests after which the model leaves memory, in milliseconds. @default 300000 */
  readonly idleMs?: number;
  /** Time that the tokens of one prompt may take to make, in milliseconds. @default 20000 */
  readonly promptDeadlineMs?: number;
}

/** Milliseconds that a template which could go on for ever gets on the service's thread. */
const TEMPLATE_MS = 100;
/** Two threads get more of a busy machine than one, whatever they bring on an idle one; requests side by side get more too. */
const THREADS_BESIDE_OTHER_WORK = 1;

function isTooSlow(error: unknown): boolean {
  return TunelabError.isInstance(error) && error.code === "template_too_slow";
}

/** The local model as the service uses it: loaded at the first request, shared by all deployments, released when idle. */
export class InferenceEngine {
  readonly modelPath: string;
  /** Name under which the local model answers. */
  readonly modelId: string;
  readonly #options: InferenceEngineOptions & Required<Pick<InferenceEngineOptions, "maxContextSize" | "idleMs">>;
  #loaded: Promise<{ readonly model: LocalModel; readonly pool: ContextPool }> | undefined;
  #pool: ContextPool | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #trimTimer: NodeJS.Timeout | undefined;
  #file: { readonly architecture: string; readonly parameters: number } | undefined;
  readonly #prompts: PromptProcess;
  #users = 0;
  #closed = false;

  constructor(options: InferenceEngineOptions) {
    const { modelPath, promptDeadlineMs: deadlineMs = 20_000, maxContextSize = 8192, idleMs = 300_000 } = options;
    this.modelPath = modelPath;
    this.modelId = modelIdOf(modelPath);
    this.#prompts = new PromptProcess({ modelPath, deadlineMs });
    this.#options = { ...options, maxContextSize, idleMs };
  }

  /** Architecture as in the model's GGUF file: `llama`, `qwen2`, … */
  get architecture(): string {
    return this.#described.architecture;
  }

  /** Weights in the model's GGUF file, whatever the file is called: 134515008 for SmolLM2-135M. */
  get parameters(): number {
    return this.#described.parameters;
  }

  /** Read once, without the weights. */
  get #described(): { readonly architecture: string; readonly parameters: number } {
    if (this.#file === undefined) {
      const file = GgufFile.open(this.modelPath);
      const architecture = String(file.metadata.get("general.architecture") ?? "unknown");
      const parameters = [...file.tensors.values()].reduce((sum, { elementCount }) => sum + elementCount, 0);
      file.close();
      this.#file = { architecture, parameters };
    }
    return this.#file;
  }

  /** Whether the model is in memory now. */
  get isLoaded(): boolean {
    return this.#loaded !== undefined;
  }

  /** Answers and scorings that run or wait for their turn. */
  get activeGenerations(): number {
    return this.#pool?.load ?? 0;
  }

  /** Loads the model if needed and keeps it for as long as `use` runs. */
  async withModel<T>(use: (model: LocalModel) => Promise<T> | T): Promise<T> {
    const { model, leave } = await this.#enter();
    try {
      return await use(model);
    } finally {
      leave();
    }
  }

  /** What the model is; loads it if needed. */
  describe(): Promise<LocalModelDescription> {
    return this.withModel((model) => model.description);
  }

  /** Longest prompt and answer together, in tokens. */
  contextSize(): Promise<number> {
    return this.withModel((model) => this.#room(model).contextSize);
  }

  /**
   * Tokens of a chat under the model's own template, ready to be answered.
   *
   * Throws `messages_too_long` for what cannot fit, and `prompt_too_slow` where making the tokens does not end in time.
   */
  chatPrompt(
    messages: readonly TemplateMessage[],
    options: ChatPromptOptions = {},
    signal?: AbortSignal,
  ): Promise<SlicedPrompt> {
    return this.withModel(async (model) => {
      const characters = chatCharacters(messages, options.tools);
      checkFits(characters, this.#room(model), "messages");
      if (isShortChat(characters, messages.length)) {
        try {
          return await chatPrompt(model, messages, options);
        } catch (error) {
          // A busy machine may be what was slow, so it is given its full time where it can be ended.
          if (!isTooSlow(error)) throw error;
        }
      }
      return this.#prompts.run<SlicedPrompt>({ kind: "chat", messages, options }, signal);
    });
  }

  /**
   * Tokens of a text for a completion.
   *
   * Throws `prompt_too_long` for what cannot fit, and `prompt_too_slow`.
   *
   * @param options.rendered whether it is a rendered chat, in which markers such as `<|im_end|>` are single tokens.
   *   @default false
   */
  textTokens(
    text: string,
    { rendered = false, signal }: { readonly rendered?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<Token[]> {
    return this.withModel((model) => {
      checkFits(text.length, this.#room(model), "prompt");
      if (text.length <= MOST_AT_ONCE) return textTokens(model, text, rendered);
      return this.#prompts.run<Token[]>({ kind: "text", text, rendered }, signal);
    });
  }

  /** Makes tokens of a training example that is too long for the service's thread; see {@link PromptProcess.run}. */
  slowly<T>(task: PromptTask, signal?: AbortSignal): Promise<T> {
    return this.#prompts.run<T>(task, signal);
  }

  /** Takes token ids that a client sent; throws `invalid_token` for one that the vocabulary lacks. */
  checkTokens(ids: readonly number[]): Promise<Token[]> {
    return this.withModel((model) => {
      const size = model.vocabularySize;
      const wrong = ids.find((id) => id >= size);
      if (wrong !== undefined) {
        throw new TunelabError(`Token ${wrong} is not in the model's vocabulary of ${size} tokens.`, {
          code: "invalid_token",
          hint: `Send text, or token ids of ${this.modelId}.`,
        });
      }
      return ids as Token[];
    });
  }

  /** Text of tokens, markers included. */
  textOf(tokens: readonly Token[]): Promise<string> {
    return this.withModel((model) => model.detokenize(tokens, [], true));
  }

  /** Where each token begins in the text, in UTF-16 units, and at the end the text's length. */
  offsetsOf(tokens: readonly Token[]): Promise<number[]> {
    return this.withModel((model) => tokenOffsets(model, tokens));
  }

  /** Names the tokens of a text that have no score: the first one, and those that were only read. */
  nameUnscored(
    tokens: readonly Token[],
    scores: readonly (TokenLogprob | undefined)[],
  ): Promise<readonly TokenLogprob[]> {
    return this.withModel((model) =>
      tokens.map((token, at) => scores[at] ?? { ...model.describeToken(token), logprob: Number.NaN, top: [] }),
    );
  }

  /** Whether the model's chat template has a place for tool definitions, and a form of calls that is understood here. */
  supportsTools(): Promise<boolean> {
    return this.withModel(async (model) => (await model.chatTemplate()).supportsTools);
  }

  /** Grammar for the form that an answer must have, or for the calls in it; see {@link grammarFor}. */
  grammar(request: GrammarRequest, signal?: AbortSignal): Promise<LlamaGrammar> {
    return this.withModel((model) =>
      grammarFor(model, request, (slow) => this.#prompts.run<string>({ kind: "grammar", request: slow }, signal)),
    );
  }

  /** Answers a prompt on the base model or on one adapter; waits for a turn first. */
  async *generate(
    prompt: SlicedPrompt,
    options: GenerationOptions,
    adapterPath: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationPiece, GenerationEnd> {
    const { model, pool, leave } = await this.#enter();
    try {
      const lease = await pool.acquire(adapterPath, prompt, prompt.tokens.length + options.maxTokens + 1, signal);
      try {
        return yield* generate(model, lease.kept, prompt, options, signal);
      } finally {
        await lease.release();
      }
    } finally {
      leave();
    }
  }

  /** Scores given tokens on the base model or on one adapter; waits for a turn first. */
  async score(
    tokens: readonly Token[],
    options: { readonly from: number; readonly topLogprobs: number },
    adapterPath: string | undefined,
    signal: AbortSignal,
  ): Promise<(TokenLogprob | undefined)[]> {
    const { model, pool, leave } = await this.#enter();
    try {
      const lease = await pool.acquire(
        adapterPath,
        sliceScored(model, tokens, options.from),
        tokens.length + 1,
        signal,
      );
      try {
        return await scoreTokens(model, lease.kept, tokens, options, signal);
      } finally {
        await lease.release();
      }
    } finally {
      leave();
    }
  }

  /** Drops what was kept for an adapter whose file is about to be deleted. */
  async forgetAdapter(adapterPath: string): Promise<void> {
    if (this.#loaded === undefined) return;
    const { pool } = await this.#loaded;
    await pool.forget(adapterPath);
  }

  /** Frees everything; generations that run must have been aborted. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#prompts.close();
    await this.#release();
  }

  async #enter(): Promise<{ readonly model: LocalModel; readonly pool: ContextPool; readonly leave: () => void }> {
    if (this.#closed) throw new Error("The service is stopping.");
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#trimTimer);
    this.#users++;
    try {
      this.#loaded ??= this.#load();
      const { model, pool } = await this.#loaded;
      return { model, pool, leave: () => this.#leave(pool) };
    } catch (error) {
      this.#users--;
      throw error;
    }
  }

  #leave(pool: ContextPool): void {
    if (--this.#users > 0 || this.#closed) return;
    this.#trimTimer = setTimeout(() => void pool.trim(1), Math.min(10_000, this.#options.idleMs)).unref();
    this.#idleTimer = setTimeout(() => void this.#release(), this.#options.idleMs).unref();
  }

  async #load(): Promise<{ readonly model: LocalModel; readonly pool: ContextPool }> {
    try {
      const model = await LocalModel.load(this.modelPath, { templateLimitMs: TEMPLATE_MS });
      const { maxContextSize } = this.#options;
      const threads = this.#options.threads ?? (await this.#measuredThreads(model));
      const concurrency =
        this.#options.concurrency ?? Math.min(4, Math.max(1, Math.floor(availableParallelism() / threads)));
      const size = Math.min(maxContextSize, model.description.trainContextSize);
      const pool = new ContextPool(model, { concurrency, threads, maxContextSize: size });
      this.#pool = pool;
      return { model, pool };
    } catch (error) {
      this.#loaded = undefined;
      throw error;
    }
  }

  #room({ description, longestToken }: LocalModel): { readonly contextSize: number; readonly longestToken: number } {
    return { contextSize: Math.min(this.#options.maxContextSize, description.trainContextSize), longestToken };
  }

  #measuredThreads(model: LocalModel): Promise<number> {
    const measure = (busy: boolean): Promise<number> =>
      busy ? Promise.resolve(THREADS_BESIDE_OTHER_WORK) : measureGenerationThreads(model);
    return (
      this.#options.choices?.choose(`threads to generate with, ${this.modelId}`, measure) ?? measure(!isMostlyIdle())
    );
  }

  async #release(): Promise<void> {
    const loaded = this.#loaded;
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#trimTimer);
    if (loaded === undefined || (this.#users > 0 && !this.#closed)) return;
    this.#loaded = undefined;
    this.#pool = undefined;
    const { model, pool } = await loaded;
    await pool.trim(0);
    await model.dispose();
  }
}
