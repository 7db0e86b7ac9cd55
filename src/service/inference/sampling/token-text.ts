import type { Token } from "node-llama-cpp";
import type { LocalModel } from "../local-model.js";

/** Tokens of context given to the tokeniser so that it decides about spaces as it would in the whole text. */
const CONTEXT_TOKENS = 8;

/** Turns a stream of tokens into text, waiting where a character is spread over several tokens. */
export class TokenText {
  readonly #model: LocalModel;
  readonly #specialTokens: boolean;
  readonly #before: Token[] = [];
  #pending: Token[] = [];

  /** @param options.specialTokens whether markers such as `<|im_end|>` have a text. @default false */
  constructor(model: LocalModel, options: { readonly specialTokens?: boolean } = {}) {
    this.#model = model;
    this.#specialTokens = options.specialTokens ?? false;
  }

  /** Text that the token completes; empty while a character is incomplete. */
  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#model.detokenize(this.#pending, this.#before, this.#specialTokens);
    // U+FFFD at the end: the bytes of a character (an emoji has up to four tokens) have not all arrived.
    if (text.endsWith("\uFFFD") && this.#pending.length < CONTEXT_TOKENS) return "";
    this.#advance();
    return text;
  }

  /** Text of what is left when the stream ended inside a character. */
  flush(): string {
    if (this.#pending.length === 0) return "";
    const text = this.#model.detokenize(this.#pending, this.#before, this.#specialTokens);
    this.#advance();
    return text;
  }

  #advance(): void {
    this.#before.push(...this.#pending);
    this.#before.splice(0, this.#before.length - CONTEXT_TOKENS);
    this.#pending = [];
  }
}
