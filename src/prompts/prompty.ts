import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type OpenAI from "openai";
import { parseDocument } from "yaml";
import { TunelabError } from "../core/index.js";
import { InputGuard } from "./input-guard.js";
import type { ModelConfiguration } from "./model-configuration.js";
import { type OpenModelOptions, type OpenedModel, openModel } from "./open-model.js";
import { type PromptyDocument, parsePromptyDocument } from "./prompty-document.js";
import { type ReferenceContext, resolveReferences } from "./resolve-references.js";
import { renderTemplate } from "./render-template.js";
import { findSimilar, sourceError } from "./source-error.js";
import { PromptImage, type PromptMessage, Thread, splitMessages } from "./split-messages.js";

/** Options of {@link loadPrompty} and {@link parsePrompty}. */
export interface PromptyOptions {
  /** Takes the place of the file's connection settings, key by key. */
  readonly configuration?: ModelConfiguration;
  /** Takes the place of the file's parameters, key by key; `null` removes one. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Where `${env:…}` is looked up. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Options of a run. */
export interface PromptyRunOptions extends OpenModelOptions {
  /** A client to use instead of one made from the connection settings; `model` then names the model. */
  readonly client?: OpenAI;
  /** Model or deployment to ask, instead of the file's. */
  readonly model?: string;
  /** As in {@link PromptyOptions}, for this run only. */
  readonly configuration?: ModelConfiguration;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** What a run brought. */
export interface PromptyAnswer {
  /** The text; for a JSON format the parsed value, cut to the file's `outputs`. */
  readonly output: unknown;
  readonly text: string;
  /** Model that answered, by its own word. */
  readonly model: string;
  readonly finishReason: string;
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number; readonly totalTokens: number };
  readonly messages: readonly PromptMessage[];
  readonly request: Readonly<Record<string, unknown>>;
  /** The service's whole answer. */
  readonly raw: OpenAI.Chat.ChatCompletion;
}

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
    const values = this.#readInputs(inputs, guard);
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
   * `model_answer_refused`, `model_answer_not_json`, and the errors of the `openai` package.
   */
  async complete(inputs: Inputs = {}, options: PromptyRunOptions = {}): Promise<PromptyAnswer> {
    const { client, request, messages } = await this.#prepare(inputs, options);
    const raw = await client.chat.completions.create(
      { ...request, stream: false } as unknown as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming,
      requestOptions(options),
    );
    const choice = raw.choices?.[0];
    const text = choice?.message?.content ?? "";
    const refusal = choice?.message?.refusal;
    if (typeof refusal === "string" && refusal !== "") {
      throw new TunelabError(`The model refused to answer ${this.name}: ${refusal.slice(0, 300)}`, {
        code: "model_answer_refused",
        hint: "Read the prompt with render(): a content filter or the model's own rules may stand against it.",
      });
    }
    return {
      output: this.#readOutput(text, request, choice?.finish_reason),
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
    const pieces = await client.chat.completions.create(
      { ...request, stream: true } as unknown as OpenAI.Chat.ChatCompletionCreateParamsStreaming,
      requestOptions(options),
    );
    for await (const piece of pieces) {
      const text = piece.choices[0]?.delta?.content;
      if (typeof text === "string" && text !== "") yield text;
    }
  }

  get #references(): ReferenceContext {
    const { source, matter } = this.document;
    return { source, matter, folder: this.#folder, environment: this.#options.environment ?? process.env };
  }

  #readInputs(given: Inputs, guard: InputGuard): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const [index, input] of this.document.inputs.entries()) {
      const { name, kind } = input;
      const path = ["inputs", Array.isArray(this.document.matter.data["inputs"]) ? String(index) : name];
      const value =
        given[name] === undefined
          ? resolveReferences(input.default, [...path, "default"], this.#references)
          : given[name];
      if (value === undefined) {
        if (!input.required) {
          values[name] = null;
          continue;
        }
        const similar = findSimilar(name, Object.keys(given));
        throw sourceError(this.document.source, this.document.matter.lineOf(path), `the input ${name} was not given.`, {
          code: "prompty_input_missing",
          hint:
            similar === undefined
              ? `Pass { ${name}: … }, or write a default for it.`
              : `You passed ${similar}: did you mean ${name}?`,
        });
      }
      if (kind === "thread") values[name] = guard.reserve(new Thread(toThread(value)));
      else if (kind === "image" && this.document.version === 2)
        values[name] = guard.reserve(new PromptImage(String(value)));
      else values[name] = guard.protect(value);
    }
    return values;
  }

  async #prepare(inputs: Inputs, options: PromptyRunOptions) {
    const messages = this.render(inputs);
    const { client, model } = await this.#open(options);
    const parameters = withoutNulls({ ...this.parameters, ...options.parameters });
    delete parameters["stream"];
    return { client, messages, request: { model, messages, ...parameters } as Record<string, unknown> };
  }

  async #open(options: PromptyRunOptions): Promise<OpenedModel> {
    if (options.client !== undefined) {
      const model = options.model ?? this.#ownModel();
      if (model !== undefined) return { client: options.client, model };
      throw new TunelabError(`A client was given to run ${this.name}, but no model.`, {
        code: "invalid_option",
        hint: "Pass model: the deployment's or the model's name, beside client.",
      });
    }
    const { value, path } = this.document.connection;
    const overrides = { ...this.#options.configuration, ...options.configuration } as Record<string, unknown>;
    const own = Object.fromEntries(Object.entries(value).filter(([key]) => overrides[key] === undefined));
    const resolved = resolveReferences(own, path, this.#references) as Record<string, unknown>;
    const configuration = { ...toConfiguration(resolved, this.document.version), ...overrides } as ModelConfiguration;
    const opened = await openModel(configuration, options);
    return { client: opened.client, model: options.model ?? opened.model };
  }

  #ownModel(): string | undefined {
    const { value, path } = this.document.connection;
    const given = { ...value, ...this.#options.configuration } as Record<string, unknown>;
    const name =
      given["azure_deployment"] ?? given["azureDeployment"] ?? given["deployment"] ?? given["model"] ?? given["id"];
    const resolved = resolveReferences(name, [...path, "azure_deployment"], this.#references);
    return typeof resolved === "string" ? resolved : undefined;
  }

  #readOutput(text: string, request: Record<string, unknown>, finishReason: string | undefined): unknown {
    const format = (request["response_format"] as { type?: unknown } | undefined)?.type;
    if (format !== "json_object" && format !== "json_schema") return text;
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (cause) {
      const cut = finishReason === "length";
      throw new TunelabError(
        `${this.name} asks for JSON, but the model answered ${JSON.stringify(text.slice(0, 200))}.`,
        {
          code: "model_answer_not_json",
          hint: cut
            ? "The answer was cut off by max_tokens: raise it."
            : "Say in the prompt that the answer must be JSON and what it must hold, or use a larger model.",
          cause,
        },
      );
    }
    const { outputs } = this.document;
    if (outputs.length === 0 || typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return parsed;
    return Object.fromEntries(outputs.map((name) => [name, (parsed as Record<string, unknown>)[name]]));
  }
}

/**
 * Reads a prompt file of version 1 or 2; reading it again after an edit is how the edit takes effect.
 *
 * Throws `prompty_not_found`, `prompty_header_missing`, `prompty_header_invalid` or `unknown_prompty_field`.
 *
 * @example
 * const warm = await loadPrompty("application.prompty", { parameters: { temperature: 0.9 } });
 */
export async function loadPrompty(path: string, options: PromptyOptions = {}): Promise<Prompty> {
  const text = await readPromptFile(path);
  return parsePrompty(text, { ...options, name: basename(path), folder: dirname(resolve(path)) });
}

/**
 * Reads the text of a prompt; `folder` is where its `${file:…}` and images lie.
 *
 * @example
 * parsePrompty("---\nname: hello\n---\nuser:\nHi").render(); // [{ role: "user", content: "Hi" }]
 */
export function parsePrompty(
  text: string,
  options: PromptyOptions & { readonly name?: string; readonly folder?: string } = {},
): Prompty {
  const { name = "prompt", folder = process.cwd(), ...rest } = options;
  return new Prompty(parsePromptyDocument({ name, text }), folder, rest);
}

/**
 * Changes parameters in a prompt file, keeping its comments and layout; `null` removes one.
 *
 * @example
 * await setPromptyParameters("application.prompty", { temperature: 0.9, presence_penalty: 0.5 });
 */
export async function setPromptyParameters(path: string, parameters: Readonly<Record<string, unknown>>): Promise<void> {
  const text = await readPromptFile(path);
  const { source, version } = parsePromptyDocument({ name: basename(path), text });
  const match = /^(\ufeff?\s*---[ \t]*\r?\n)([\s\S]*?)((?:^|\n)---[ \t]*(?:\r?\n|$)[\s\S]*)$/.exec(source.text)!;
  const header = parseDocument(match[2]!);
  for (const [key, value] of Object.entries(parameters)) {
    const place = ["model", version === 1 ? "parameters" : "options", version === 1 ? key : (OPTION_OF[key] ?? key)];
    if (value === null || value === undefined) header.deleteIn(place);
    else header.setIn(place, value);
  }
  const changed = `${match[1]!}${header.toString({ lineWidth: 0 }).replace(/\n$/, "")}${match[3]!}`;
  parsePromptyDocument({ name: source.name, text: changed });
  await writeFile(path, changed);
}

const OPTION_OF: Record<string, string> = {
  max_tokens: "maxOutputTokens",
  max_completion_tokens: "maxOutputTokens",
  top_p: "topP",
  presence_penalty: "presencePenalty",
  frequency_penalty: "frequencyPenalty",
  stop: "stopSequences",
};

async function readPromptFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new TunelabError(
      `The prompt file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? cause}.`,
      {
        code: "prompty_not_found",
        hint: `Check the name and the folder; the notebook runs in ${process.cwd()}.`,
        cause,
      },
    );
  }
}

/** Version 2 names the connection's settings differently. */
function toConfiguration(value: Record<string, unknown>, version: 1 | 2): Record<string, unknown> {
  if (version === 1) {
    const { name: _name, connection: _connection, endpoint, ...rest } = value;
    return endpoint === undefined ? rest : { base_url: endpoint, ...rest };
  }
  const isAzure =
    value["provider"] === "azure" || "deployment" in value || "azureDeployment" in value || "azureEndpoint" in value;
  const { endpoint, apiKey, apiVersion, deployment, id, azureEndpoint, azureDeployment, baseUrl } = value;
  return withoutNulls(
    isAzure
      ? {
          azure_endpoint: azureEndpoint ?? endpoint,
          azure_deployment: azureDeployment ?? deployment ?? id,
          api_key: apiKey,
          api_version: apiVersion,
        }
      : { base_url: baseUrl ?? endpoint, model: id, api_key: apiKey, organization: value["organization"] },
  );
}

function toThread(value: unknown): PromptMessage[] {
  const list: unknown = typeof value === "object" && value !== null && "messages" in value ? value.messages : value;
  if (!Array.isArray(list)) {
    throw new TunelabError(`A thread must be a list of messages, got ${typeof value}.`, {
      code: "invalid_option",
      hint: 'Pass [{ role: "user", content: "…" }].',
    });
  }
  return list.map((item) => {
    const { role, content } = item as PromptMessage;
    return { role, content };
  });
}

const withoutNulls = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null && item !== undefined));

/** The client never takes its listener off a signal: each request gets one of its own. */
const requestOptions = ({ signal }: PromptyRunOptions) =>
  signal === undefined ? {} : { signal: AbortSignal.any([signal]) };
