/** Names of the tensor types that can be read as float32. */
export type TensorTypeName =
  "F32" | "F16" | "BF16" | "Q4_0" | "Q4_1" | "Q5_0" | "Q5_1" | "Q8_0" | "Q4_K" | "Q5_K" | "Q6_K";

/** How a tensor type is stored: `blockSize` elements take `blockBytes` bytes. */
export interface TensorType {
  readonly name: TensorTypeName;
  /** Number by which a GGUF file names the type (`ggml_type` of ggml). */
  readonly id: number;
  readonly blockSize: number;
  readonly blockBytes: number;
}

const TYPES: readonly TensorType[] = [
  { name: "F32", id: 0, blockSize: 1, blockBytes: 4 },
  { name: "F16", id: 1, blockSize: 1, blockBytes: 2 },
  { name: "Q4_0", id: 2, blockSize: 32, blockBytes: 18 },
  { name: "Q4_1", id: 3, blockSize: 32, blockBytes: 20 },
  { name: "Q5_0", id: 6, blockSize: 32, blockBytes: 22 },
  { name: "Q5_1", id: 7, blockSize: 32, blockBytes: 24 },
  { name: "Q8_0", id: 8, blockSize: 32, blockBytes: 34 },
  { name: "Q4_K", id: 12, blockSize: 256, blockBytes: 144 },
  { name: "Q5_K", id: 13, blockSize: 256, blockBytes: 176 },
  { name: "Q6_K", id: 14, blockSize: 256, blockBytes: 210 },
  { name: "BF16", id: 30, blockSize: 1, blockBytes: 2 },
];

/** Types that llama.cpp can run and this library cannot read, so that a refusal can name them. */
const UNREADABLE: Readonly<Record<number, string>> = {
  9: "Q8_1",
  10: "Q2_K",
  11: "Q3_K",
  15: "Q8_K",
  16: "IQ2_XXS",
  17: "IQ2_XS",
  18: "IQ3_XXS",
  19: "IQ1_S",
  20: "IQ4_NL",
  21: "IQ3_S",
  22: "IQ2_S",
  23: "IQ4_XS",
  29: "IQ1_M",
  34: "TQ1_0",
  35: "TQ2_0",
  39: "MXFP4",
};

const BY_ID = new Map(TYPES.map((type) => [type.id, type]));
const BY_NAME = new Map(TYPES.map((type) => [type.name, type]));

/** Finds a readable type by its number in a GGUF file; `undefined` when it cannot be read. */
export function findTensorType(id: number): TensorType | undefined {
  return BY_ID.get(id);
}

/** Returns the layout of a type. */
export function tensorType(name: TensorTypeName): TensorType {
  return BY_NAME.get(name)!;
}

/** Names a type for a message, also one that cannot be read: `describeTensorType(23)` is `"IQ4_XS"`. */
export function describeTensorType(id: number): string {
  return BY_ID.get(id)?.name ?? UNREADABLE[id] ?? `type number ${id}`;
}

/** Names of the readable types, for messages. */
export const READABLE_TENSOR_TYPES: readonly TensorTypeName[] = TYPES.map((type) => type.name);
