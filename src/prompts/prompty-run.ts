import type OpenAI from "openai";
import type { ModelConfiguration } from "../models/index.js";
import type { OpenModelOptions } from "../models/index.js";
import type { PromptMessage } from "./render/split-messages.js";

/** Options of {@link loadPrompty} and {@link parsePrompty}. */
export interface PromptyOptions {
  /** Takes the place of the file's connection settings: key by key, or whole where it is another provider's. */
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
