import { writeWholeFileSync } from "../../core/index.js";
import { tensorType } from "./tensor-types.js";

/** A metadata value to write, with the type that a reader expects for its key. */
export type GgufMetadata =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "uint32" | "float32" | "float64"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "int32s" | "float32s"; readonly value: readonly number[] };

/** A float32 tensor to write; `shape` in GGUF's order, contiguous dimension first. */
export interface GgufTensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const ALIGNMENT = 32;
const TYPE_IDS = { uint32: 4, float32: 6, bool: 7, string: 8, array: 9, float64: 12, int32: 5 } as const;

/**
 * Writes a GGUF file (version 3, float32 tensors) so that it is there whole or not at all.
 *
 * @example
 * writeGguf("adapter.gguf", new Map([["general.type", { type: "string", value: "adapter" }]]), []);
 */
export function writeGguf(
  path: string,
  metadata: ReadonlyMap<string, GgufMetadata>,
  tensors: readonly GgufTensorToWrite[],
): void {
  writeWholeFileSync(path, ggufParts(metadata, tensors));
}

function* ggufParts(
  metadata: ReadonlyMap<string, GgufMetadata>,
  tensors: readonly GgufTensorToWrite[],
): Generator<Uint8Array> {
  const header: Buffer[] = [Buffer.from("GGUF"), uint32(3), uint64(tensors.length), uint64(metadata.size)];
  for (const [key, entry] of metadata) header.push(text(key), ...metadataParts(entry));
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    header.push(text(name), uint32(shape.length), ...shape.map(uint64), uint32(tensorType("F32").id), uint64(offset));
    offset += data.byteLength + paddingAfter(data.byteLength);
  }
  const bytes = Buffer.concat(header);
  yield bytes;
  yield Buffer.alloc(paddingAfter(bytes.length));
  for (const { data } of tensors) {
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    yield Buffer.alloc(paddingAfter(data.byteLength));
  }
}

function metadataParts(entry: GgufMetadata): Buffer[] {
  switch (entry.type) {
    case "string":
      return [uint32(TYPE_IDS.string), text(entry.value)];
    case "uint32":
      return [uint32(TYPE_IDS.uint32), uint32(entry.value)];
    case "float32":
      return [uint32(TYPE_IDS.float32), float32(entry.value)];
    case "float64":
      return [uint32(TYPE_IDS.float64), float64(entry.value)];
    case "bool":
      return [uint32(TYPE_IDS.bool), Buffer.of(entry.value ? 1 : 0)];
    case "strings":
      return [...arrayHead(TYPE_IDS.string, entry.value.length), ...entry.value.map(text)];
    case "int32s":
      return [...arrayHead(TYPE_IDS.int32, entry.value.length), ...entry.value.map(int32)];
    case "float32s":
      return [...arrayHead(TYPE_IDS.float32, entry.value.length), ...entry.value.map(float32)];
  }
}

const paddingAfter = (bytes: number): number => (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;

const arrayHead = (itemType: number, length: number): Buffer[] => [
  uint32(TYPE_IDS.array),
  uint32(itemType),
  uint64(length),
];

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function float64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  return Buffer.concat([uint64(bytes.length), bytes]);
}
