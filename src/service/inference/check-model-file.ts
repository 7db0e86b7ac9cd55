import { TunelabError } from "../../core/index.js";
import { GgufFile, readModelConfig, TUNABLE_ARCHITECTURES } from "../../training/index.js";

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
};

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
    if (typeof architecture !== "string") throw invalid(file, "it does not name its architecture");
    checkSizes(file, architecture);
    checkVocabulary(file);
    if ((TUNABLE_ARCHITECTURES as readonly string[]).includes(architecture)) checkConfig(file);
  } finally {
    file.close();
  }
}

function checkSizes(file: GgufFile, architecture: string): void {
  for (const [key, [least, most]] of Object.entries(SIZES)) {
    const value = file.metadata.get(`${architecture}.${key}`);
    // A list has a value for each layer.
    const values = Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
    for (const one of values) {
      const isSize = typeof one === "number" && one >= least && one <= most;
      if (!isSize && typeof one !== "object") throw invalid(file, `its ${key} is ${String(one)}`);
    }
  }
  const layers = new Set<string>();
  let attends = false;
  for (const name of file.tensors.keys()) {
    const layer = /^blk\.(\d+)\./.exec(name)?.[1];
    if (layer !== undefined) layers.add(layer);
    attends ||= /\.attn_qk?v?\.weight$/.test(name);
  }
  const blocks = file.metadata.get(`${architecture}.block_count`);
  if (layers.size > 0 && blocks !== layers.size) {
    throw invalid(file, `its block_count is ${String(blocks)}, and it has tensors of ${layers.size} layers`);
  }
  const heads = file.metadata.get(`${architecture}.attention.head_count`);
  if (attends && heads === 0) throw invalid(file, "its attention.head_count is 0");
}

/** llama.cpp ends the process where a token is there twice or tokens are no texts, and reads past the end of a list that is shorter than the tokens'. */
function checkVocabulary(file: GgufFile): void {
  const lists = ["tokens", "merges"].map((key) => {
    const list = file.readByteTexts(`tokenizer.ggml.${key}`);
    if (list === undefined && file.metadata.has(`tokenizer.ggml.${key}`))
      throw invalid(file, `its ${key} are no texts`);
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

function invalid({ path }: GgufFile, reason: string): TunelabError {
  return new TunelabError(`${path} is not a usable GGUF file: ${reason}.`, {
    code: "invalid_gguf",
    hint: "Download or convert the model again.",
  });
}
