import { normalDeviate, seededRandom } from "../../src/core/index.js";
import {
  writeGguf,
  type GgufMetadata,
  type GgufTensorToWrite,
  type TunableArchitecture,
} from "../../src/training/index.js";

/** Sizes of the random models that the tests write; small enough that a whole training takes a second. */
export const TINY = {
  layers: 3,
  hidden: 32,
  heads: 4,
  keyValueHeads: 2,
  headSize: 8,
  feedForward: 48,
  vocabulary: 64,
} as const;

const CHARACTERS: TinyVocabulary = {
  tokens: Array.from({ length: TINY.vocabulary }, (_, i) =>
    i === 0 ? "<s>" : i === 1 ? "</s>" : String.fromCharCode(i + 63),
  ),
  controls: 2,
  endOfTurn: 1,
};

/** Tokens of a random model; the first starts a text. */
export interface TinyVocabulary {
  readonly tokens: readonly string[];
  /** How many tokens at the start are control tokens. */
  readonly controls: number;
  /** Index of the token that ends a turn. */
  readonly endOfTurn: number;
}

export interface TinyModelOptions {
  /** qwen3 runs in llama.cpp and cannot be tuned here. */
  readonly architecture?: TunableArchitecture | "qwen3";
  readonly seed?: number;
  /** Whether the output table is a tensor of its own. @default false */
  readonly untied?: boolean;
  /** @default two control tokens and 62 characters */
  readonly vocabulary?: TinyVocabulary;
  /** Longest sequence, in tokens. @default 256 */
  readonly contextLength?: number;
  readonly extraMetadata?: ReadonlyMap<string, GgufMetadata>;
  readonly extraTensors?: readonly GgufTensorToWrite[];
  /** Changes tensors before they are written. */
  readonly change?: (tensors: GgufTensorToWrite[]) => GgufTensorToWrite[];
}

/** Writes a random model that llama.cpp loads, with a vocabulary of single characters. */
export function writeTinyModel(path: string, options: TinyModelOptions = {}): string {
  const {
    architecture = "llama",
    seed = 1,
    untied = false,
    extraTensors = [],
    change = (tensors) => tensors,
    vocabulary: words = CHARACTERS,
  } = options;
  const random = seededRandom(seed, 0);
  const tensor = (name: string, shape: number[], mean = 0, deviation = 1): GgufTensorToWrite => ({
    name,
    shape,
    data: Float32Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      () => mean + deviation * normalDeviate(random),
    ),
  });
  const matrix = (name: string, input: number, output: number) =>
    tensor(name, [input, output], 0, 1 / Math.sqrt(input));
  const { layers, hidden, heads, keyValueHeads, headSize, feedForward } = TINY;
  const vocabulary = words.tokens.length;
  const query = heads * headSize;
  const keyValue = keyValueHeads * headSize;
  const tensors = [
    tensor("token_embd.weight", [hidden, vocabulary], 0, 0.5),
    tensor("output_norm.weight", [hidden], 1, 0.1),
    ...(untied ? [tensor("output.weight", [hidden, vocabulary], 0, 0.4)] : []),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `blk.${layer}.${part}`;
    tensors.push(
      tensor(name("attn_norm.weight"), [hidden], 1, 0.1),
      matrix(name("attn_q.weight"), hidden, query),
      matrix(name("attn_k.weight"), hidden, keyValue),
      matrix(name("attn_v.weight"), hidden, keyValue),
      matrix(name("attn_output.weight"), query, hidden),
      tensor(name("ffn_norm.weight"), [hidden], 1, 0.1),
      matrix(name("ffn_gate.weight"), hidden, feedForward),
      matrix(name("ffn_up.weight"), hidden, feedForward),
      matrix(name("ffn_down.weight"), feedForward, hidden),
    );
    if (architecture === "qwen3") {
      tensors.push(tensor(name("attn_q_norm.weight"), [headSize], 1, 0.1));
      tensors.push(tensor(name("attn_k_norm.weight"), [headSize], 1, 0.1));
    }
    if (architecture === "qwen2") {
      tensors.push(
        tensor(name("attn_q.bias"), [query], 0, 0.5),
        tensor(name("attn_k.bias"), [keyValue], 0, 0.5),
        tensor(name("attn_v.bias"), [keyValue], 0, 0.5),
      );
    }
  }
  writeGguf(
    path,
    new Map([...tinyMetadata(architecture, words, options.contextLength ?? 256), ...(options.extraMetadata ?? [])]),
    change([...tensors, ...extraTensors]),
  );
  return path;
}

function tinyMetadata(architecture: string, words: TinyVocabulary, contextLength: number): Map<string, GgufMetadata> {
  const { layers, hidden, heads, keyValueHeads, headSize, feedForward } = TINY;
  const count = (value: number): GgufMetadata => ({ type: "uint32", value });
  const number = (value: number): GgufMetadata => ({ type: "float32", value });
  const text = (value: string): GgufMetadata => ({ type: "string", value });
  return new Map<string, GgufMetadata>([
    ["general.architecture", text(architecture)],
    ["general.name", text("tiny random model")],
    [`${architecture}.block_count`, count(layers)],
    [`${architecture}.context_length`, count(contextLength)],
    [`${architecture}.embedding_length`, count(hidden)],
    [`${architecture}.feed_forward_length`, count(feedForward)],
    [`${architecture}.attention.head_count`, count(heads)],
    [`${architecture}.attention.head_count_kv`, count(keyValueHeads)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, number(1e-5)],
    [`${architecture}.attention.key_length`, count(headSize)],
    [`${architecture}.attention.value_length`, count(headSize)],
    [`${architecture}.rope.dimension_count`, count(headSize)],
    [`${architecture}.rope.freq_base`, number(10_000)],
    [`${architecture}.vocab_size`, count(words.tokens.length)],
    ["tokenizer.ggml.model", text("gpt2")],
    ["tokenizer.ggml.pre", text("default")],
    ["tokenizer.ggml.tokens", { type: "strings", value: [...words.tokens] }],
    ["tokenizer.ggml.token_type", { type: "int32s", value: words.tokens.map((_, i) => (i < words.controls ? 3 : 1)) }],
    ["tokenizer.ggml.merges", { type: "strings", value: ["a b"] }],
    ["tokenizer.ggml.bos_token_id", count(0)],
    ["tokenizer.ggml.eos_token_id", count(words.endOfTurn)],
  ]);
}

/** An example in plain arrays. */
export interface ArrayExample {
  readonly tokenIds: number[];
  readonly lossMask: boolean[];
}

/** Random examples: the first third of the tokens gives context, the rest is learned. */
/** The same examples, each with the first tokens of the first one, as a system message gives them. */
export function beginningAlike(examples: readonly ArrayExample[], tokens: number): ArrayExample[] {
  const beginning = examples[0]!.tokenIds.slice(0, tokens);
  return examples.map(({ tokenIds, lossMask }) => ({ lossMask, tokenIds: [...beginning, ...tokenIds.slice(tokens)] }));
}

export function randomExamples(count: number, seed: number, { shortest = 6, longest = 14 } = {}): ArrayExample[] {
  const random = seededRandom(seed, 7);
  return Array.from({ length: count }, () => {
    const length = shortest + Math.floor(random() * (longest - shortest + 1));
    const tokenIds = Array.from({ length }, () => 2 + Math.floor(random() * (TINY.vocabulary - 2)));
    return { tokenIds, lossMask: tokenIds.map((_, i) => i >= Math.floor(length / 3)) };
  });
}
