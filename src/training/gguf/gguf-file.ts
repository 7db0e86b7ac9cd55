import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { TunelabError } from "../../core/index.js";
import { dequantize } from "./dequantize.js";
import { FileCursor } from "./file-cursor.js";
import { describeGgufValue, GGUF_TYPES, type GgufValue } from "./gguf-value.js";
import { READABLE_TENSOR_TYPES, describeTensorType, findTensorType } from "./tensor-types.js";

/** Where a tensor lies in the file and what it holds. */
export interface GgufTensor {
  readonly name: string;
  /** Sizes in GGUF's order: the dimension that is contiguous in memory comes first. */
  readonly shape: readonly number[];
  readonly typeId: number;
  readonly elementCount: number;
  /** Absolute position in the file. */
  readonly byteOffset: number;
}

const MAGIC = 0x46554747;
const LONGEST_NAME = 65_535;
const LONGEST_TEXT = 64 << 20;
const MOST_ENTRIES = 1_000_000;
const KEPT_ARRAY_ITEMS = 256;
const DEEPEST_ARRAY = 4;
const READ_BYTES = 8 << 20;
/** GGUF's number of the type of texts. */
const TEXT = 8;
/** Sizes in bytes of GGUF's fixed-size metadata types by number; 8 is a string and 9 an array. */
const VALUE_BYTES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

/**
 * An open GGUF file (versions 2 and 3, little-endian): metadata and tensors, read on demand.
 *
 * Format: ggml's `docs/gguf.md`. Everything is checked against the file's size before it is used: counts,
 * lengths, nesting, shapes, offsets; a file that breaks a rule is refused with a {@link TunelabError} `invalid_gguf`.
 *
 * @example
 * const file = GgufFile.open("SmolLM2-135M-Instruct.Q4_1.gguf");
 * file.metadata.get("general.architecture"); // "llama"
 * file.readTensor("blk.0.attn_norm.weight").length; // 576
 * file.close();
 */
export class GgufFile {
  readonly #descriptor: number;
  /** Where the value of a metadata key begins, after its type. */
  readonly #starts: ReadonlyMap<string, number>;

  private constructor(
    readonly path: string,
    descriptor: number,
    /** Bytes of the whole file. */
    readonly size: number,
    readonly metadata: ReadonlyMap<string, GgufValue>,
    readonly tensors: ReadonlyMap<string, GgufTensor>,
    starts: ReadonlyMap<string, number>,
  ) {
    this.#descriptor = descriptor;
    this.#starts = starts;
  }

  /** Opens a file and reads its header; throws `model_not_found` or `invalid_gguf`. */
  static open(path: string): GgufFile {
    let descriptor: number;
    try {
      descriptor = openSync(path, "r");
    } catch (cause) {
      throw new TunelabError(`The model file ${path} cannot be opened.`, {
        code: "model_not_found",
        hint: "Check the path, or run `npm run setup` to fetch the model that ships with tunelab.",
        cause,
      });
    }
    try {
      const cursor = new FileCursor(path, descriptor, fstatSync(descriptor).size);
      const { metadata, tensors, starts } = readHeader(cursor);
      return new GgufFile(path, descriptor, cursor.size, metadata, tensors, starts);
    } catch (error) {
      closeSync(descriptor);
      if (TunelabError.isInstance(error)) throw error;
      throw new TunelabError(`The model file ${path} cannot be read.`, {
        code: "model_not_found",
        hint: "Check that the path names a file, not a folder, and that it may be read.",
        cause: error,
      });
    }
  }

  /**
   * Reads a tensor as float32, in the file's order, in pieces of a few megabytes.
   *
   * Throws `missing_tensor`, or `unsupported_tensor_type` with the type's name.
   */
  readTensor(name: string): Float32Array {
    const tensor = this.tensors.get(name);
    if (!tensor) {
      throw new TunelabError(`${this.path} has no tensor ${name}.`, {
        code: "missing_tensor",
        hint: "The model is of another kind than its metadata says; download or convert it again.",
      });
    }
    const type = findTensorType(tensor.typeId);
    if (!type) {
      throw new TunelabError(
        `Tensor ${name} of ${this.path} is stored as ${describeTensorType(tensor.typeId)}, which cannot be tuned.`,
        {
          code: "unsupported_tensor_type",
          hint: `Use a file of the same model in one of ${READABLE_TENSOR_TYPES.join(", ")}.`,
        },
      );
    }
    const out = new Float32Array(tensor.elementCount);
    const blocksAtOnce = Math.max(1, Math.floor(READ_BYTES / type.blockBytes));
    const blockCount = tensor.elementCount / type.blockSize;
    const bytes = Buffer.allocUnsafe(Math.min(blocksAtOnce, blockCount) * type.blockBytes);
    for (let block = 0; block < blockCount; block += blocksAtOnce) {
      const blocks = Math.min(blocksAtOnce, blockCount - block);
      const part = bytes.subarray(0, blocks * type.blockBytes);
      this.#readFully(part, tensor.byteOffset + block * type.blockBytes);
      dequantize(type.name, part, out.subarray(block * type.blockSize, (block + blocks) * type.blockSize));
    }
    return out;
  }

  /**
   * Reads a metadata key's list of texts, however long, with one letter of Latin-1 for each byte, so that different bytes
   * that are no UTF-8 stay different; `undefined` where the key has no such list.
   *
   * @example
   * file.readByteTexts("tokenizer.ggml.tokens")?.[0]; // "<|endoftext|>"
   */
  readByteTexts(key: string): string[] | undefined {
    const value = this.metadata.get(key);
    const start = this.#starts.get(key);
    if (start === undefined || typeof value !== "object") return undefined;
    const cursor = new FileCursor(this.path, this.#descriptor, this.size);
    cursor.skip(start);
    if (cursor.uint32() !== TEXT) return undefined;
    return Array.from({ length: cursor.uint64() }, () => cursor.string(`metadata ${key}`, LONGEST_TEXT, "latin1"));
  }

  /**
   * Type of a metadata key's value as GGUF names it, of a list with the type of its items; `undefined` for a key that is not
   * there.
   *
   * @example
   * file.metadataType("tokenizer.ggml.tokens"); // "array of string"
   */
  metadataType(key: string): string | undefined {
    const start = this.#starts.get(key);
    if (start === undefined) return undefined;
    const cursor = new FileCursor(this.path, this.#descriptor, this.size);
    cursor.skip(start - 4);
    const name = GGUF_TYPES[cursor.uint32()]!;
    return name === "array" ? `array of ${GGUF_TYPES[cursor.uint32()]}` : name;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #readFully(target: Buffer, position: number): void {
    let filled = 0;
    while (filled < target.length) {
      const read = readSync(this.#descriptor, target, filled, target.length - filled, position + filled);
      if (read === 0)
        throw new FileCursor(this.path, this.#descriptor, this.size).invalid("it became shorter while it was read");
      filled += read;
    }
  }
}

interface Header extends Pick<GgufFile, "metadata" | "tensors"> {
  readonly starts: ReadonlyMap<string, number>;
}

function readHeader(cursor: FileCursor): Header {
  if (cursor.size < 24) throw cursor.invalid(`it is only ${cursor.size} bytes long`);
  if (cursor.uint32() !== MAGIC) throw cursor.invalid("it does not begin with the letters GGUF");
  const version = cursor.uint32();
  if (version !== 2 && version !== 3)
    throw cursor.invalid(`its version is ${version}, and only 2 and 3 little-endian are read`);
  const tensorCount = cursor.uint64();
  const entryCount = cursor.uint64();
  if (tensorCount > MOST_ENTRIES) throw cursor.invalid(`it claims ${tensorCount} tensors`);
  if (entryCount > MOST_ENTRIES) throw cursor.invalid(`it claims ${entryCount} metadata entries`);

  const metadata = new Map<string, GgufValue>();
  const starts = new Map<string, number>();
  for (let i = 0; i < entryCount; i++) {
    const key = cursor.string("a metadata key", LONGEST_NAME);
    if (metadata.has(key)) throw cursor.invalid(`it has the metadata key ${key} twice`);
    const type = cursor.uint32();
    starts.set(key, cursor.position);
    metadata.set(key, readValue(cursor, type, key, 0));
  }

  const headers = Array.from({ length: tensorCount }, () => readTensorHeader(cursor));
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || alignment < 1 || alignment > 1 << 20 || alignment % 1 !== 0) {
    throw cursor.invalid(
      `its general.alignment is ${describeGgufValue(alignment)}, and must be a whole number from 1 to ${1 << 20}`,
    );
  }
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const header of headers) {
    if (tensors.has(header.name)) throw cursor.invalid(`it has the tensor ${header.name} twice`);
    tensors.set(header.name, placeTensor(cursor, header, dataStart));
  }
  return { metadata, tensors, starts };
}

interface TensorHeader {
  readonly name: string;
  readonly shape: readonly number[];
  readonly typeId: number;
  readonly relativeOffset: number;
}

function readTensorHeader(cursor: FileCursor): TensorHeader {
  const name = cursor.string("a tensor name", LONGEST_NAME);
  const dimensions = cursor.uint32();
  if (dimensions < 1 || dimensions > 4) throw cursor.invalid(`tensor ${name} has ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => cursor.uint64());
  return { name, shape, typeId: cursor.uint32(), relativeOffset: cursor.uint64() };
}

function placeTensor(cursor: FileCursor, header: TensorHeader, dataStart: number): GgufTensor {
  const { name, shape, typeId, relativeOffset } = header;
  const elementCount = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(elementCount) || elementCount < 1) {
    throw cursor.invalid(`tensor ${name} has the shape ${shape.join(" x ")}`);
  }
  const byteOffset = dataStart + relativeOffset;
  if (!Number.isSafeInteger(byteOffset) || byteOffset >= cursor.size) {
    throw cursor.invalid(`tensor ${name} begins at byte ${byteOffset}, after the file's end at ${cursor.size}`);
  }
  const type = findTensorType(typeId);
  if (type) {
    if (shape[0]! % type.blockSize !== 0) {
      throw cursor.invalid(
        `tensor ${name} has rows of ${shape[0]} elements, no multiple of ${type.name}'s ${type.blockSize}`,
      );
    }
    const end = byteOffset + (elementCount / type.blockSize) * type.blockBytes;
    if (end > cursor.size)
      throw cursor.invalid(`tensor ${name} ends at byte ${end}, after the file's end at ${cursor.size}`);
  }
  return { name, shape, typeId, elementCount, byteOffset };
}

function readValue(cursor: FileCursor, type: number, key: string, depth: number): GgufValue {
  switch (type) {
    case 0:
      return cursor.uint8();
    case 1:
      return cursor.int8();
    case 2:
      return cursor.uint16();
    case 3:
      return cursor.int16();
    case 4:
      return cursor.uint32();
    case 5:
      return cursor.int32();
    case 6:
      return cursor.float32();
    case 7:
      return cursor.uint8() !== 0;
    case 8:
      return cursor.string(`metadata ${key}`, LONGEST_TEXT);
    case 9:
      return readArray(cursor, key, depth + 1);
    case 10:
      return cursor.uint64();
    case 11:
      return cursor.int64();
    case 12:
      return cursor.float64();
    default:
      throw cursor.invalid(`metadata ${key} has the unknown type ${type}`);
  }
}

function readArray(cursor: FileCursor, key: string, depth: number): GgufValue {
  if (depth > DEEPEST_ARRAY) throw cursor.invalid(`metadata ${key} nests arrays deeper than ${DEEPEST_ARRAY}`);
  const type = cursor.uint32();
  const length = cursor.uint64();
  const fixedBytes = VALUE_BYTES[type];
  // A string takes at least its 8 length bytes, a nested array at least 12 for type and length.
  cursor.expect(length, fixedBytes ?? (type === 8 ? 8 : 12), `metadata ${key}`);
  if (length <= KEPT_ARRAY_ITEMS) return Array.from({ length }, () => readValue(cursor, type, key, depth));
  if (fixedBytes !== undefined) cursor.skip(length * fixedBytes);
  else if (type === 8) for (let i = 0; i < length; i++) cursor.skipString(`metadata ${key}`);
  else for (let i = 0; i < length; i++) readValue(cursor, type, key, depth);
  return { skippedItems: length };
}
