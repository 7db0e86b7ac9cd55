import { createRequire } from "node:module";
import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import { BytePairEncoder, type RankTable } from "./byte-pair-encoder.js";

/** Names of the encodings that OpenAI's models use. */
export type EncodingName = "o200k_base" | "cl100k_base" | "p50k_base" | "p50k_edit" | "r50k_base" | "gpt2";

const NAMES: readonly EncodingName[] = ["o200k_base", "cl100k_base", "p50k_base", "p50k_edit", "r50k_base", "gpt2"];

/** Longest prefix wins; from `tiktoken/model.py` 0.14.0, with Azure's spelling of gpt-3.5 added. */
const MODEL_PREFIXES: Readonly<Record<string, EncodingName>> = {
  "o1-": "o200k_base",
  "o3-": "o200k_base",
  "o4-mini-": "o200k_base",
  "gpt-5-": "o200k_base",
  "gpt-4.5-": "o200k_base",
  "gpt-4.1-": "o200k_base",
  "chatgpt-4o-": "o200k_base",
  "gpt-4o-": "o200k_base",
  "gpt-4-": "cl100k_base",
  "gpt-3.5-turbo-": "cl100k_base",
  "gpt-35-turbo-": "cl100k_base",
  "ft:gpt-4o": "o200k_base",
  "ft:gpt-4.1": "o200k_base",
  "ft:gpt-4": "cl100k_base",
  "ft:gpt-3.5-turbo": "cl100k_base",
  "ft:davinci-002": "cl100k_base",
  "ft:babbage-002": "cl100k_base",
};

const MODELS: Readonly<Record<string, EncodingName>> = {
  o1: "o200k_base",
  o3: "o200k_base",
  "o4-mini": "o200k_base",
  "gpt-5": "o200k_base",
  "gpt-4.1": "o200k_base",
  "gpt-4o": "o200k_base",
  "gpt-4": "cl100k_base",
  "gpt-3.5-turbo": "cl100k_base",
  "gpt-3.5": "cl100k_base",
  "gpt-35-turbo": "cl100k_base",
  "davinci-002": "cl100k_base",
  "babbage-002": "cl100k_base",
  "text-embedding-ada-002": "cl100k_base",
  "text-embedding-3-small": "cl100k_base",
  "text-embedding-3-large": "cl100k_base",
  "text-davinci-003": "p50k_base",
  "text-davinci-002": "p50k_base",
  "text-davinci-edit-001": "p50k_edit",
  davinci: "r50k_base",
  "gpt-2": "gpt2",
  gpt2: "gpt2",
};

/**
 * The pattern of tiktoken 0.14.0 for cl100k_base, with an ASCII case fold spelled out and Rust's possessive
 * quantifiers made greedy, which match the same here. js-tiktoken's older one cuts white space that ends a text
 * after a line break in two.
 */
const CL100K_PATTERN =
  "'(?:[sSſdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" +
  "|\\s+$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s";

const require = createRequire(import.meta.url);
const loaded = new Map<EncodingName, BytePairEncoder>();

/**
 * Returns an encoding by name, as `tiktoken.get_encoding`; its table (1 to 2 MB) is read on first use.
 *
 * Throws `unknown_encoding`.
 *
 * @example
 * getEncoding("cl100k_base").encode("hello world"); // [15339, 1917]
 */
export function getEncoding(name: EncodingName): BytePairEncoder {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (!NAMES.includes(name)) {
    throw new TunelabError(say("tokens.noEncoding", { name: String(name) }), {
      code: "unknown_encoding",
      hint: say("tokens.noEncodingHint", { names: NAMES.join(", ") }),
    });
  }
  const table = require(`js-tiktoken/ranks/${name}`) as RankTable;
  const encoding = new BytePairEncoder(name, name === "cl100k_base" ? { ...table, pat_str: CL100K_PATTERN } : table);
  loaded.set(name, encoding);
  return encoding;
}

/**
 * Names the encoding of a model, also of a fine-tuned one; names as `tiktoken.encoding_name_for_model` knows them.
 *
 * Throws `unknown_model` for models that are not OpenAI's, which count tokens in their own way.
 *
 * @example
 * encodingNameForModel("gpt-4o-mini-2024-07-18.ft-0e20"); // "o200k_base"
 */
export function encodingNameForModel(model: string): EncodingName {
  const exact = Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  if (exact !== undefined) return exact;
  const prefix = Object.keys(MODEL_PREFIXES)
    .filter((candidate) => model.startsWith(candidate))
    .sort((left, right) => right.length - left.length)[0];
  if (prefix !== undefined) return MODEL_PREFIXES[prefix]!;
  throw new TunelabError(say("tokens.noModelEncoding", { model }), {
    code: "unknown_model",
    hint: say("tokens.noModelEncodingHint"),
  });
}

/**
 * Returns the encoding of a model, as `tiktoken.encoding_for_model`. Throws `unknown_model`.
 *
 * @example
 * encodingForModel("gpt-4o").name; // "o200k_base"
 */
export function encodingForModel(model: string): BytePairEncoder {
  return getEncoding(encodingNameForModel(model));
}
