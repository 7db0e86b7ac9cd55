import type { OpenAI } from "openai";
import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
import {
  escapeHtml,
  getDisplaySink,
  JUPYTER_DISPLAY,
  portalPageOf,
  TunelabError,
  type DisplaySink,
  type MimeData,
  labelled,
  timerMs,
} from "../../core/index.js";
import { explainProviderError } from "../../client/index.js";
import { html, table, type Table } from "../../display/index.js";
import { portalLinks } from "../portal-links.js";
import { say } from "../../texts/index.js";
import type { Widget } from "../../widgets/index.js";
import { chatPanel } from "./chat-panel.js";
import type { FewShotExample } from "./few-shot-example.js";
import { toRequest, type ChatParameters } from "./chat-parameters.js";
import { turnBundle, TurnScreen, type ChatAnswer } from "./turn-screen.js";

/** Options of {@link chatPlayground}. */
export interface ChatPlaygroundOptions {
  /** Client of the provider, as openLab gives it. */
  readonly client: OpenAI;
  /** Deployments or models that answer; with two, base and tuned stand side by side. */
  readonly models: string | readonly string[];
  readonly systemMessage?: string;
  readonly examples?: readonly FewShotExample[];
  readonly parameters?: ChatParameters;
  /** Longest time for one answer, in milliseconds. @default 120000 */
  readonly timeoutMs?: number;
  /** Stops an answer. @default the interrupt of the cell */
  readonly signal?: AbortSignal;
  readonly sink?: DisplaySink;
}

/** A turn of the conversation. */
export class ChatTurn {
  /** Of the cell whose output the turn was streamed into: there it need not be shown again. */
  readonly #shownIn: AbortSignal | undefined;

  constructor(
    readonly user: string,
    readonly answers: readonly ChatAnswer[],
    shownIn?: AbortSignal,
  ) {
    this.#shownIn = shownIn;
  }

  /** The first model's answer. */
  get text(): string {
    return this.answers[0]!.text;
  }

  toString(): string {
    return this.answers.map(({ model, text }) => labelled(model, text)).join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    // A display of nothing: the cell has no further result.
    if (this.#shownIn !== undefined && getDisplaySink()?.interruptSignal === this.#shownIn) return {};
    return { ...turnBundle(this.user, this.answers), "text/plain": this.toString() };
  }
}

/**
 * A conversation in the notebook, one cell a turn: `await chat.send("…")`.
 *
 * Each model keeps a history of its own answers. A changed system message or example starts a new session and says so,
 * as the lab's playground does.
 */
export class ChatPlayground {
  readonly #models: readonly string[];
  readonly #histories: ChatCompletionMessageParam[][];
  /** Counts the sessions: the answer to an earlier one belongs to no later one. */
  #session = 0;
  #system: string | undefined;
  #shots: readonly FewShotExample[];
  /** Parameters of the next answers; changing them keeps the session. */
  parameters: ChatParameters;
  readonly #options: ChatPlaygroundOptions;

  constructor(options: ChatPlaygroundOptions) {
    this.#options = options;
    this.#models = [options.models].flat();
    if (this.#models.length === 0 || this.#models.some((model) => model === "")) {
      throw new TunelabError(say("playground.noModel"), {
        code: "invalid_option",
        hint: say("playground.noModelHint", { code: 'chatPlayground({ client, models: "gpt-4o-ft" })' }),
      });
    }
    this.#histories = this.#models.map(() => []);
    this.#system = options.systemMessage;
    this.#shots = options.examples ?? [];
    this.parameters = options.parameters ?? {};
  }

  get systemMessage(): string | undefined {
    return this.#system;
  }

  /** Sets the system message; another one starts a new session. */
  set systemMessage(text: string | undefined) {
    if (text === this.#system) return;
    this.#system = text;
    this.restart(say("playground.systemChanged"));
  }

  get examples(): readonly FewShotExample[] {
    return this.#shots;
  }

  /** Sets the examples; other ones start a new session. */
  set examples(examples: readonly FewShotExample[]) {
    if (JSON.stringify(examples) === JSON.stringify(this.#shots)) return;
    this.#shots = [...examples];
    this.restart(say("playground.examplesChanged"));
  }

  /** Adds an example, which starts a new session. */
  addExample(user: string, assistant: string): void {
    this.examples = [...this.#shots, { user, assistant }];
  }

  /** Forgets the conversation; system message and examples stay. */
  restart(reason = say("playground.restarted")): void {
    const had = this.#histories.some((history) => history.length > 0);
    for (const history of this.#histories) history.length = 0;
    this.#session += 1;
    if (had || reason !== say("playground.restarted")) this.#tell(say("playground.newSession", { reason }));
  }

  /** The conversation so far as a table, one row a turn. */
  get history(): Table {
    const first = this.#histories[0]!;
    const turns = first
      .filter(({ role }) => role === "user")
      .map((message, index) => ({
        [say("playground.turn")]: index + 1,
        [say("playground.user")]: message.content as string,
        ...Object.fromEntries(
          this.#models.map((model, column) => [model, this.#histories[column]![2 * index + 1]?.content ?? null]),
        ),
      }));
    const { client } = this.#options;
    const links = this.#models.flatMap((model) =>
      portalLinks(client, "deployment", model, say("compare.playground", { model })),
    );
    return table(turns, { caption: say("playground.history"), links });
  }

  /** What the next request would send for a model, before the new message. */
  messages(model = 0): ChatCompletionMessageParam[] {
    return [
      ...(this.#system === undefined ? [] : [{ role: "system" as const, content: this.#system }]),
      ...this.#shots.flatMap(({ user, assistant }) => [
        { role: "user" as const, content: user },
        { role: "assistant" as const, content: assistant },
      ]),
      ...this.#histories[model]!,
    ];
  }

  /**
   * Sends a message and shows the answers as they are written; the models answer one after the other.
   *
   * Throws the provider's error with what to do; the turn is then not part of the history. Interrupting the cell stops
   * the answer and keeps neither.
   *
   * @example
   * const turn = await chat.send("What is artificial intelligence?");
   *
   * @param options `signal` stops this answer. @default the playground's, else the interrupt of the cell
   */
  async send(text: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ChatTurn> {
    if (text.trim() === "") {
      throw new TunelabError(say("playground.empty"), {
        code: "invalid_option",
        hint: say("playground.emptyHint", { code: 'await chat.send("Hello")' }),
      });
    }
    const sink = this.#options.sink ?? getDisplaySink();
    const { signal = this.#options.signal ?? sink?.interruptSignal } = options;
    const screen = await TurnScreen.open(text, this.#models, sink);
    const session = this.#session;
    const answers: ChatAnswer[] = [];
    for (const [index, model] of this.#models.entries()) {
      try {
        answers.push(await this.#ask(index, model, text, signal, (partial) => screen.show(index, partial)));
      } catch (error) {
        await screen.fail(index, say(signal?.aborted === true ? "playground.stopped" : "playground.noAnswer"));
        if (signal?.aborted === true) throw signal.reason;
        throw explainProviderError(error, say("compare.asking", { model }));
      }
    }
    for (const [index, answer] of session === this.#session ? answers.entries() : []) {
      this.#histories[index]!.push({ role: "user", content: text }, { role: "assistant", content: answer.text });
    }
    await screen.finish(answers);
    return new ChatTurn(text, answers, sink?.interruptSignal);
  }

  /**
   * The conversation as a form: system message, examples, temperature, Send and Stop. With two models the answers stand side
   * by side. What is sent there and by `send` is one conversation. Without a page that shows widgets it is the text of its
   * fields.
   *
   * @example
   * chat.panel()
   */
  panel(): Widget {
    return chatPanel(this);
  }

  async #ask(
    index: number,
    model: string,
    text: string,
    signal: AbortSignal | undefined,
    onText: (partial: string) => Promise<void>,
  ): Promise<ChatAnswer> {
    const stream = await this.#options.client.chat.completions.create(
      {
        model,
        messages: [...this.messages(index), { role: "user", content: text }],
        ...toRequest(this.parameters),
        stream: true,
        stream_options: { include_usage: true },
      },
      { timeout: timerMs(this.#options.timeoutMs ?? 120_000), signal },
    );
    let answer = "";
    let answeredBy = "";
    let finishReason: string | null = null;
    let usage: { prompt_tokens: number; completion_tokens: number } | null | undefined;
    for await (const chunk of stream) {
      // Azure's first chunk has neither model nor choices.
      answeredBy ||= chunk.model;
      usage = chunk.usage ?? usage;
      const choice = chunk.choices[0];
      finishReason = choice?.finish_reason ?? finishReason;
      const piece = choice?.delta?.content;
      if (piece) {
        answer += piece;
        await onText(answer);
      }
    }
    // The package ends an aborted stream as if it were complete.
    signal?.throwIfAborted();
    if (finishReason === null) {
      throw new TunelabError(say("playground.cutOff", { model, n: answer.length }), {
        code: "answer_cut_off",
        hint: say("playground.cutOffHint"),
      });
    }
    const page = portalPageOf(this.#options.client.baseURL, "deployment", model);
    return {
      ...(page !== undefined && { page }),
      model,
      answeredBy,
      text: answer,
      finishReason,
      promptTokens: usage?.prompt_tokens ?? null,
      completionTokens: usage?.completion_tokens ?? null,
    };
  }

  #tell(text: string): void {
    const { sink } = this.#options;
    html(`<p role="status"><i>${escapeHtml(text)}</i></p>`, { sink });
  }
}

/**
 * Opens a playground: a conversation with one model, or with base and tuned side by side.
 *
 * @example
 * const chat = chatPlayground({ client, models: ["gpt-4o", "gpt-4o-ft"], systemMessage: "You are Vesper, …" });
 * await chat.send("Which planet is closest to the Sun?");
 */
export function chatPlayground(options: ChatPlaygroundOptions): ChatPlayground {
  return new ChatPlayground(options);
}
