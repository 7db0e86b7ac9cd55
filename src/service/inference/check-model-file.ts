import { TunelabError } from "../../core/index.js";
import {
  describeGgufValue,
  GgufFile,
  readModelConfig,
  TUNABLE_ARCHITECTURES,
  type GgufValue,
} from "../../training/index.js";

/** Sizes that llama.cpp divides by or allocates for, with what any model in use has. */
const SIZES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  block_count: [1, 1_000],
  embedding_length: [1, 1_000_000],
  context_length: [1, 1_000_000_000],
  "attention.head_count": [0, 10_000],
  "attention.head_count_kv": [0, 10_000],
  "attention.key_length": [1, 100_000],
  "attention.value_length": [1, 100_000],
  "rope.dimension_count": [0, 100_000],
  "rope.freq_base": [1e-3, 1e12],
  expert_count: [0, 10_000],
  expert_used_count: [0, 10_000],
  feed_forward_length: [0, 10_000_000],
  vocab_size: [0, 100_000_000],
};

/** Types that llama.cpp takes for granted: another one ends its process, or is read past its end. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  "split.no": ["uint16"],
  "split.count": ["uint16"],
  "split.tensors.count": ["int32"],
  "tokenizer.ggml.token_type": ["array of int32", "array of uint32"],
  "tokenizer.ggml.scores": ["array of float32"],
  "tokenizer.ggml.precompiled_charsmap": ["array of int8", "array of uint8"],
  "tokenizer.chat_template": ["string"],
};

/** What llama.cpp knows of `rope.scaling.type`: another one ends its process. */
const ROPE_SCALINGS = ["none", "linear", "yarn", "longrope"];

/**
 * Refuses a model file whose sizes would take the whole process down in llama.cpp, which trusts them.
 *
 * Throws `model_not_found` or `invalid_gguf` with what is wrong.
 *
 * @example
 * checkModelFile("SmolLM2-135M-Instruct.Q4_1.gguf");
 */
export function checkModelFile(path: string): void {
  const file = GgufFile.open(path);
  try {
    const architecture = file.metadata.get("general.architecture");
    if (typeof architecture !== "string" || architecture === "") {
      throw invalid(file, `its general.architecture is ${describeGgufValue(architecture)}, and must be a name`);
    }
    checkTypes(file);
    checkSizes(file, architecture);
    checkVocabulary(file);
    if ((TUNABLE_ARCHITECTURES as readonly string[]).includes(architecture)) checkConfig(file);
  } finally {
    file.close();
  }
}

function checkTypes(file: GgufFile): void {
  for (const key of file.metadata.keys()) {
    if (file.metadataType(key) === "array of array") throw invalid(file, `its ${key} is a list of lists`);
  }
  for (const [key, types] of Object.entries(TYPES)) {
    const type = file.metadataType(key);
    if (type !== undefined && !types.includes(type)) {
      const value = describeGgufValue(file.metadata.get(key));
      throw invalid(file, `its ${key} is ${value} (${type}), and must be ${types.join(" or ")}`);
    }
  }
}

function checkSizes(file: GgufFile, architecture: string): void {
  for (const [name, [least, most]] of Object.entries(SIZES)) {
    const key = `${architecture}.${name}`;
    const value = file.metadata.get(key);
    if (value === undefined) continue;
    const expected = `and must be a number from ${least} to ${most}`;
    const isSize = (one: unknown): boolean => typeof one === "number" && one >= least && one <= most;
    // A list has a value for each layer; of long ones only the length is known.
    const items = Array.isArray(value) ? (value as readonly GgufValue[]) : typeof value === "object" ? [] : [value];
    const wrong = items.find((one) => !isSize(one));
    if (wrong === undefined && (typeof value !== "object" || "skippedItems" in value || items.length > 0)) continue;
    const place = typeof value === "object" && wrong !== undefined ? "holds" : "is";
    throw invalid(file, `its ${key} ${place} ${describeGgufValue(wrong ?? value)}, ${expected}`);
  }
  const scaling = file.metadata.get(`${architecture}.rope.scaling.type`);
  if (scaling !== undefined && !(ROPE_SCALINGS as readonly unknown[]).includes(scaling)) {
    const known = ROPE_SCALINGS.join(", ");
    throw invalid(
      file,
      `its ${architecture}.rope.scaling.type is ${describeGgufValue(scaling)}, and must be one of ${known}`,
    );
  }
  checkLayers(file, architecture);
}

function checkLayers(file: GgufFile, architecture: string): void {
  const layers = new Set<string>();
  const attending = new Set<number>();
  for (const name of file.tensors.keys()) {
    const layer = /^blk\.(\d+)\./.exec(name)?.[1];
    if (layer !== undefined) layers.add(layer);
    if (layer !== undefined && /\.attn_qk?v?\.weight$/.test(name)) attending.add(Number(layer));
  }
  const blocks = file.metadata.get(`${architecture}.block_count`);
  if (layers.size > 0 && blocks !== layers.size) {
    const other = [...file.metadata.keys()].find((key) => key.endsWith(".block_count"));
    const hint =
      blocks === undefined && other !== undefined
        ? `Its sizes are under ${other.split(".")[0]!}: if that is its architecture, general.architecture was changed. ${AGAIN}`
        : AGAIN;
    const reason = `its ${architecture}.block_count is ${describeGgufValue(blocks)}, and it has tensors of ${layers.size} layers`;
    throw invalid(file, reason, hint);
  }
  for (const key of [`${architecture}.attention.head_count`, `${architecture}.attention.head_count_kv`]) {
    const heads = file.metadata.get(key);
    if (heads === undefined && key.endsWith("_kv")) continue;
    const inLayer = (at: number): unknown =>
      Array.isArray(heads) ? (heads as readonly GgufValue[])[at] : typeof heads === "object" ? 1 : heads;
    for (const at of attending) {
      const count = inLayer(at);
      if (typeof count === "number" && count >= 1) continue;
      throw invalid(
        file,
        `its ${key} is ${describeGgufValue(count as GgufValue)} for layer ${at}, which has attention`,
      );
    }
  }
}

/** llama.cpp ends the process where a token is there twice or tokens are no texts, and reads past the end of a list that is shorter than the tokens'. */
function checkVocabulary(file: GgufFile): void {
  const lists = ["tokens", "merges"].map((key) => {
    const list = file.readByteTexts(`tokenizer.ggml.${key}`);
    if (list === undefined && file.metadata.has(`tokenizer.ggml.${key}`))
      throw invalid(
        file,
        `its tokenizer.ggml.${key} is ${describeGgufValue(file.metadata.get(`tokenizer.ggml.${key}`))}, and must be a list of texts`,
      );
    return list;
  });
  const tokens = lists[0] ?? [];
  const found = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    const before = found.get(token);
    // It gives empty ones a name of their own.
    if (before !== undefined && token !== "") {
      const text = JSON.stringify(Buffer.from(token, "latin1").toString("utf8").slice(0, 40));
      throw invalid(file, `its tokens ${before} and ${id} are both ${text}`);
    }
    found.set(token, id);
  }
  for (const key of ["token_type", "scores"]) {
    const values = file.metadata.get(`tokenizer.ggml.${key}`);
    if (typeof values !== "object") continue;
    const length = "skippedItems" in values ? values.skippedItems : values.length;
    if (length !== tokens.length) throw invalid(file, `it has ${tokens.length} tokens and ${length} of ${key}`);
  }
}

/** What cannot be tuned may still chat; sizes that contradict each other can neither. */
function checkConfig(file: GgufFile): void {
  try {
    readModelConfig(file);
  } catch (error) {
    if (TunelabError.isInstance(error) && error.code === "invalid_gguf") throw error;
  }
}

const AGAIN = "Download or convert the model again.";

function invalid({ path }: GgufFile, reason: string, hint = AGAIN): TunelabError {
  return new TunelabError(`${path} is not a usable GGUF file: ${reason}.`, {
    code: "invalid_gguf",
    hint,
  });
}
