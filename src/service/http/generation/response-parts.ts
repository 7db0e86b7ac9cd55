import { isUtf8 } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import type { TokenLogprob } from "../../inference/index.js";

/** Token counts of an answer. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/**
 * Counts of one request over all of its choices.
 *
 * @example
 * toUsage(29, 100); // { prompt_tokens: 29, completion_tokens: 100, total_tokens: 129 }
 */
export function toUsage(promptTokens: number, completionTokens: number): Usage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

const CATEGORIES = ["hate", "self_harm", "sexual", "violence"] as const;

/** Azure's content-filter annotation of an answer. No filter runs here, so nothing is ever marked. */
export function unfilteredContent(): Record<string, unknown> {
  return Object.fromEntries(CATEGORIES.map((category) => [category, { filtered: false, severity: "safe" }]));
}

/** Azure's content-filter annotation of a prompt. No filter runs here, so nothing is ever marked. */
export function unfilteredPrompt(): readonly Record<string, unknown>[] {
  return [
    {
      prompt_index: 0,
      content_filter_results: { ...unfilteredContent(), jailbreak: { filtered: false, detected: false } },
    },
  ];
}

/**
 * An id such as `chatcmpl-…` with 24 random letters and digits.
 *
 * @example
 * newId("chatcmpl-"); // "chatcmpl-TOok6swEEOXAjmappC9hUEqc"
 */
export function newId(prefix: string): string {
  return `${prefix}${randomBytes(18)
    .toString("base64")
    .replace(/[^A-Za-z0-9]/g, "0")}`;
}

/**
 * Names the weights behind an answer, so that a change of model is noticed.
 *
 * @example
 * systemFingerprint("smollm2-135m-instruct"); // "fp_c77a1476bd"
 */
export function systemFingerprint(modelId: string): string {
  return `fp_${createHash("sha256").update(modelId).digest("hex").slice(0, 10)}`;
}

/** `logprobs` of a chat choice, tokens as text and as bytes; the bytes of all tokens together are the content's. */
export function toChatLogprobs(tokens: readonly TokenLogprob[]): Record<string, unknown> {
  const entry = ({ text, bytes, logprob }: TokenLogprob["top"][number]) => ({
    token: withEscapes(text, bytes),
    logprob,
    bytes: [...bytes],
  });
  return {
    content: tokens.map((token) => ({ ...entry(token), top_logprobs: token.top.map(entry) })),
    refusal: null,
  };
}

/**
 * A token as text; the bytes of part characters as the provider writes them.
 *
 * @example
 * withEscapes(" \uFFFD", Buffer.of(0x20, 0xf0, 0x9f)); // " \\xf0\\x9f"
 */
function withEscapes(text: string, bytes: Uint8Array): string {
  if (bytes.length === 0 || isUtf8(bytes)) return text;
  let shown = "";
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((size) => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)));
    shown +=
      length === undefined
        ? `\\x${bytes[at]!.toString(16).padStart(2, "0")}`
        : Buffer.from(bytes.subarray(at, at + length)).toString("utf8");
    at += length ?? 1;
  }
  return shown;
}

/**
 * `logprobs` of a text completion: parallel lists; the first token of an echoed prompt has `null`, as have those before
 * the place where scores were wanted from.
 *
 * @param offsets where the first tokens begin and the last of them ends; those of the others follow from their bytes
 */
export function toTextLogprobs(tokens: readonly TokenLogprob[], offsets: readonly number[]): Record<string, unknown> {
  const starts = offsets.slice(0, -1);
  let end = offsets.at(-1) ?? 0;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (const { bytes } of tokens.slice(starts.length)) {
    starts.push(end);
    end += decoder.decode(bytes, { stream: true }).length;
  }
  // The provider's form for a token that is no text of its own, so that two of them are not one key.
  const nameOf = ({ text, bytes }: TokenLogprob["top"][number]): string =>
    bytes.length === 0 || isUtf8(bytes)
      ? text
      : `bytes:${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
  return {
    tokens: tokens.map(nameOf),
    token_logprobs: tokens.map((token) => (Number.isNaN(token.logprob) ? null : token.logprob)),
    top_logprobs: tokens.map((token) =>
      Number.isNaN(token.logprob) ? null : Object.fromEntries(token.top.map((other) => [nameOf(other), other.logprob])),
    ),
    text_offset: starts,
  };
}
