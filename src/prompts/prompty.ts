import type OpenAI from "openai";
import { TunelabError } from "../core/index.js";
import { explainNoAnswer } from "./explain-no-answer.js";
import { say } from "../texts/index.js";
import { InputGuard } from "./render/input-guard.js";
import { openForPrompt } from "./open-for-prompt.js";
import type { PromptyDocument } from "./document/prompty-document.js";
import type { PromptyAnswer, PromptyOptions, PromptyRunOptions } from "./prompty-run.js";
import { readInputs } from "./render/read-inputs.js";
import { readOutput } from "./read-output.js";
import { renderTemplate } from "./render/render-template.js";
import { type ReferenceContext, resolveReferences } from "./document/resolve-references.js";
import { type PromptMessage, splitMessages } from "./render/split-messages.js";
import { withoutNulls } from "./without-nulls.js";

type Inputs = Readonly<Record<string, unknown>>;

/**
 * A prompt file: settings of a model, inputs, and a Jinja template of messages.
 *
 * @example
 * const application = await loadPrompty("application.prompty");
 * const answer = await application.run({ query: "Who wrote Foundation?", context: text, conversation_history: [] });
 */
export class Prompty {
  readonly document: PromptyDocument;
  readonly #folder: string;
  readonly #options: PromptyOptions;

  constructor(document: PromptyDocument, folder: string, options: PromptyOptions = {}) {
    this.document = document;
    this.#folder = folder;
    this.#options = options;
  }

  get name(): string {
    return this.document.name;
  }

  /** The request's parameters, with references resolved and overrides applied. */
  get parameters(): Readonly<Record<string, unknown>> {
    const { value, path } = this.document.parameters;
    const own = resolveReferences(value, path, this.#references) as Record<string, unknown>;
    return withoutNulls({ ...own, ...this.#options.parameters });
  }

  /**
   * Fills in the template and cuts it into messages, without asking a model.
   *
   * Inputs that the file does not declare are ignored; a declared input without default must be given. A role line
   * inside a value stays text. Throws `prompty_input_missing`, `prompty_template_error` or `prompty_role_missing`.
   *
   * @example
   * prompty.render({ query: "Hi" })[0]; // { role: "system", content: "…" }
   */
  render(inputs: Inputs = {}): PromptMessage[] {
    const { document } = this;
    const guard = new InputGuard();
    const values = readInputs(document, inputs, this.#references, guard);
    const templateLine = document.matter.templateLine;
    const rendered = renderTemplate(
      {
        source: document.source,
        template: document.template,
        firstLine: templateLine,
        trimBlocks: document.version === 1,
      },
      values,
    );
    return splitMessages(rendered, guard, {
      source: document.source,
      templateLine,
      folder: this.#folder,
      version: document.version,
    });
  }

  /**
   * Asks the model and returns its answer: text, or the parsed value when the file asks for JSON.
   *
   * Throws what {@link Prompty.complete} throws.
   *
   * @example
   * await application.run({ query: "When?", context: text, conversation_history: [] }); // "In 1942."
   */
  async run(inputs: Inputs = {}, options: PromptyRunOptions = {}): Promise<unknown> {
    const answer = await this.complete(inputs, options);
    return this.document.response === "all" ? answer.raw : answer.output;
  }

  /**
   * Asks the model and returns the answer with its tokens, model and messages.
   *
   * Throws what {@link Prompty.render} throws, `invalid_model_configuration`, `prompty_variable_unset`,
   * `model_answer_refused`, `model_answer_not_json`, `unreachable` where nobody answered, and the errors of
   * the `openai` package.
   */
  async complete(inputs: Inputs = {}, options: PromptyRunOptions = {}): Promise<PromptyAnswer> {
    const { client, request, messages } = await this.#prepare(inputs, options);
    const raw = await client.chat.completions
      .create(
        { ...request, stream: false } as unknown as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming,
        requestOptions(options),
      )
      .catch(this.#unanswered(client));
    const choice = raw.choices?.[0];
    const text = choice?.message?.content ?? "";
    const refusal = choice?.message?.refusal;
    if (typeof refusal === "string" && refusal !== "") {
      throw new TunelabError(say("prompts.refused", { name: this.name, refusal: refusal.slice(0, 300) }), {
        code: "model_answer_refused",
        hint: say("prompts.refusedHint"),
      });
    }
    return {
      output: readOutput(this.document, text, request, choice?.finish_reason),
      text,
      model: raw.model ?? String(request["model"]),
      finishReason: choice?.finish_reason ?? "unknown",
      usage: {
        promptTokens: raw.usage?.prompt_tokens ?? 0,
        completionTokens: raw.usage?.completion_tokens ?? 0,
        totalTokens: raw.usage?.total_tokens ?? 0,
      },
      messages,
      request,
      raw,
    };
  }

  /**
   * Asks the model and yields its answer piece by piece, as text.
   *
   * @example
   * for await (const piece of application.stream({ query: "Who?", context: text })) process.stdout.write(piece);
   */
  async *stream(inputs: Inputs = {}, options: PromptyRunOptions = {}): AsyncGenerator<string> {
    const { client, request } = await this.#prepare(inputs, options);
    const pieces = await client.chat.completions
      .create(
        { ...request, stream: true } as unknown as OpenAI.Chat.ChatCompletionCreateParamsStreaming,
        requestOptions(options),
      )
      .catch(this.#unanswered(client));
    for await (const piece of pieces) {
      const text = piece.choices[0]?.delta?.content;
      if (typeof text === "string" && text !== "") yield text;
    }
  }

  readonly #unanswered =
    (client: OpenAI) =>
    (error: unknown): never => {
      throw explainNoAnswer(error, this.name, client);
    };

  get #references(): ReferenceContext {
    const { source, matter } = this.document;
    return { source, matter, folder: this.#folder, environment: this.#options.environment ?? process.env };
  }

  async #prepare(inputs: Inputs, options: PromptyRunOptions) {
    const messages = this.render(inputs);
    const { client, model } = await openForPrompt(
      this.document,
      this.#references,
      this.#options.configuration,
      options,
    );
    const parameters = withoutNulls({ ...this.parameters, ...options.parameters });
    delete parameters["stream"];
    return { client, messages, request: { model, messages, ...parameters } as Record<string, unknown> };
  }
}

/** The client never takes its listener off a signal: each request gets one of its own. */
const requestOptions = ({ signal }: PromptyRunOptions) =>
  signal === undefined ? {} : { signal: AbortSignal.any([signal]) };
