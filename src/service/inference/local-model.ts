import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Llama, LlamaModel, Token } from "node-llama-cpp";
import { TunelabError } from "../../core/index.js";
import { ChatTemplate } from "./prompt/chat-template.js";
import { tokenBytes } from "./sampling/token-bytes.js";
import { checkModelFile } from "./check-model-file.js";
import { withLlamaLog } from "./shared-llama.js";
import { TextMarks, type Mark } from "./prompt/text-marks.js";

/** What is known of a model without running it. */
export interface LocalModelDescription {
  /** Name in answers and events, from the file's name without its quantisation: `smollm2-135m-instruct`. */
  readonly id: string;
  /** Architecture as in the GGUF file: `llama`, `qwen2`, … */
  readonly architecture: string;
  /** Longest sequence that the model was trained for, in tokens. */
  readonly trainContextSize: number;
  readonly licence?: string;
  readonly sizeBytes: number;
}

/**
 * Name under which the service answers for a GGUF file.
 *
 * @example
 * modelIdOf("/models/SmolLM2-135M-Instruct.Q4_1.gguf"); // "smollm2-135m-instruct"
 */
export function modelIdOf(path: string): string {
  const stem = basename(path).replace(/\.gguf$/i, "");
  return (
    stem
      .replace(/[.\-_](?:i?q\d\w*|f16|bf16|f32)$/i, "")
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, "-")
      .replace(/^-+|-+$/g, "") || "model"
  );
}

/** Kinds of tokens in a GGUF file, `tokenizer.ggml.token_type`. */
const TOKEN_TYPES = { unknown: 2, control: 3, userDefined: 4 };

/** Options of {@link LocalModel.load}. */
export interface LoadOptions {
  /** Reads the vocabulary without the weights: enough to make tokens. @default false */
  readonly vocabularyOnly?: boolean;
  /** Milliseconds that a template may take which could go on for ever. @default any time */
  readonly templateLimitMs?: number;
}

/** Why llama.cpp does not load a file, in its own words. */
function reasonIn(said: readonly string[]): string | undefined {
  const found = said.map((line) => /error loading model: (?:error loading model \w+: )?(.+)$/.exec(line)?.[1]);
  return found.find((reason) => reason !== undefined);
}

/** What is wrong with a file that llama.cpp does not load, from the lines of its log. */
function notLoadable(path: string, said: readonly string[], cause: unknown): TunelabError {
  const reason = reasonIn(said) ?? (cause as Error).message;
  const architecture = /unknown model architecture: '(.*)'/.exec(reason)?.[1];
  return new TunelabError(`The model file ${path} cannot be loaded: ${reason.replace(/\.$/, "")}.`, {
    code: "model_not_loadable",
    hint:
      architecture === undefined
        ? "Download or convert the model again: llama.cpp does not take the value that is named."
        : `The llama.cpp that comes with tunelab has no architecture "${architecture}": choose a model of another one, such as Llama, Qwen or Gemma, or a newer tunelab.`,
    cause,
  });
}

/** A GGUF model in memory: weights, tokeniser and chat template; contexts are made from it elsewhere. */
export class LocalModel {
  readonly description: LocalModelDescription;
  readonly #llama: Llama;
  readonly #model: LlamaModel;
  readonly #templateLimitMs: number | undefined;
  #longestToken: number | undefined;
  #template: ChatTemplate | undefined;
  #marks: TextMarks | undefined;

  private constructor(llama: Llama, model: LlamaModel, path: string, templateLimitMs: number | undefined) {
    this.#llama = llama;
    this.#templateLimitMs = templateLimitMs;
    this.#model = model;
    const licence = model.fileInfo.metadata.general?.license;
    this.description = {
      id: modelIdOf(path),
      architecture: model.fileInfo.metadata.general?.architecture ?? "unknown",
      trainContextSize: model.trainContextSize,
      sizeBytes: model.size,
      licence: typeof licence === "string" ? licence : undefined,
    };
  }

  /**
   * Loads a GGUF file into memory on the CPU.
   *
   * Throws `model_not_found`, `invalid_gguf` or `model_not_loadable`.
   *
   * @example
   * const model = await LocalModel.load("models/SmolLM2-135M-Instruct.Q4_1.gguf");
   */
  static async load(path: string, { vocabularyOnly = false, templateLimitMs }: LoadOptions = {}): Promise<LocalModel> {
    if (!existsSync(path)) {
      throw new TunelabError(`There is no model file at ${path}.`, {
        code: "model_not_found",
        hint: "Run npm run setup to fetch the default model, or point TUNELAB_MODEL (or --model) at a GGUF file.",
      });
    }
    // Our own reader checks every length, offset and size first: the native one trusts the file and can take the process down.
    checkModelFile(path);
    return withLlamaLog(
      async (llama) => {
        const model = await llama.loadModel({ modelPath: path, vocabOnly: vocabularyOnly });
        return new LocalModel(llama, model, path, templateLimitMs);
      },
      (said, cause) => notLoadable(path, said, cause),
    );
  }

  /** The binding's own objects, for the modules of this folder. */
  get native(): { readonly llama: Llama; readonly model: LlamaModel } {
    return { llama: this.#llama, model: this.#model };
  }

  /** The model's own chat template. Throws `no_chat_template` when it has none. */
  async chatTemplate(): Promise<ChatTemplate> {
    if (this.#template === undefined) {
      const specialTokens = { bos: this.#model.tokens.bosString ?? "", eos: this.#model.tokens.eosString ?? "" };
      const source = this.#model.fileInfo.metadata.tokenizer?.chat_template;
      this.#template = await ChatTemplate.parse(source, specialTokens, this.#textMarks, {
        limitMs: this.#templateLimitMs,
      });
    }
    return this.#template;
  }

  /** Tokens whose text is read as the token in a rendered prompt; in a message it is text. */
  get #textMarks(): TextMarks {
    if (this.#marks !== undefined) return this.#marks;
    const { ggml, chat_template: template = "" } = this.#model.fileInfo.metadata.tokenizer;
    const { tokens, token_type: types = [] } = ggml;
    const marks = tokens.flatMap((text, id): Mark[] => {
      if (text.trim().length <= 1) return [];
      const type = types[id];
      if (type === TOKEN_TYPES.control || type === TOKEN_TYPES.unknown) return [{ text, always: false }];
      if (type !== TOKEN_TYPES.userDefined) return [];
      if (/^<\|.+\|>$|^<(start|end)_of_turn>$/s.test(text)) return [{ text, always: true }];
      // Of the others some are words of plain text, such as runs of spaces or "<table>"; those in the template steer.
      return /^[<[].+[\]>]$/s.test(text) && template.includes(text) ? [{ text, always: true, answers: true }] : [];
    });
    return (this.#marks = new TextMarks(marks));
  }

  /**
   * Splits text into token ids.
   *
   * @param specialTokens whether markers such as `<|im_end|>` in the text become single tokens, as in a rendered template;
   *   those that a message held, which {@link ChatTemplate} has guarded, do not
   */
  tokenize(text: string, specialTokens: boolean): Token[] {
    if (!specialTokens) return this.#plainTokens(this.#textMarks.plain(text));
    if (!TextMarks.isGuarded(text)) return this.#model.tokenize(text, true);
    return this.#textMarks
      .parts(text)
      .flatMap((part) =>
        part.kind === "mark" ? this.#model.tokenize(part.text, true) : this.#plainTokens(part.pieces),
      );
  }

  #plainTokens(pieces: readonly string[]): Token[] {
    return pieces.flatMap((piece, index) =>
      index === 0 ? this.#model.tokenize(piece, false) : this.#model.tokenize(piece, false, "trimLeadingSpace"),
    );
  }

  /**
   * Tokens of a prompt, with the beginning-of-sequence token that the model asks for and the text lacks.
   *
   * @param specialTokens whether markers in it are tokens, as in a rendered template. @default true
   */
  tokenizePrompt(text: string, specialTokens = true): Token[] {
    const tokens = this.tokenize(text, specialTokens);
    const { bos, shouldPrependBosToken } = this.#model.tokens;
    return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
  }

  /** Text of tokens; `before` are the tokens that precede them, which some vocabularies need for the first space. */
  detokenize(tokens: readonly Token[], before: readonly Token[] = [], specialTokens = false): string {
    return this.#model.detokenize(tokens, specialTokens, before);
  }

  /** A token as text, markers included, and as the bytes that it adds to an answer: they may be a part of a character. */
  describeToken(token: Token): { readonly text: string; readonly bytes: Uint8Array } {
    const { tokens, token_type: types = [], model } = this.#model.fileInfo.metadata.tokenizer.ggml;
    const text = this.detokenize([token], [], true);
    return {
      text,
      bytes: tokenBytes(model, { text: tokens[token] ?? "", type: types[token] ?? 1 }) ?? Buffer.from(text),
    };
  }

  /** Number of tokens that the model knows; ids are below it. */
  get vocabularySize(): number {
    return this.#model.fileInfo.metadata.tokenizer.ggml.tokens.length;
  }

  /** Characters of the longest token: no text can have fewer tokens than its length divided by it. */
  get longestToken(): number {
    this.#longestToken ??= this.#model.fileInfo.metadata.tokenizer.ggml.tokens.reduce(
      (longest, token) => Math.max(longest, token.length),
      1,
    );
    return this.#longestToken;
  }

  /** Whether a token ends the model's turn. */
  isEndOfTurn(token: Token): boolean {
    return this.#model.isEogToken(token);
  }

  /** Frees the weights; contexts made from the model must be gone. */
  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
